/* Apart from screen.c, because term.h defines macros named like ordinary words. */
#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "internal.h"

#include <ncursesw/curses.h>
#include <ncursesw/term.h>

int cn_check_term(const char *term, int output) {
    int found = 0;
    if (setupterm(term, output, &found) != OK) return CN_UNKNOWN_TERM;
    const char *address = tigetstr("cup");
    bool missing = address == NULL || address == (char *)-1;
    del_curterm(cur_term);
    return missing ? CN_NO_CURSOR_ADDRESSING : CN_OK;
}

const char *cn_key_sequence(const char *name) {
    const char *sequence = tigetstr(name);
    return sequence == (char *)-1 ? NULL : sequence;
}
