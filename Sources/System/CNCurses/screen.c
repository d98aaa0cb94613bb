#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "internal.h"

#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <ncursesw/curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static FILE *screen_output;
static FILE *screen_input;
static int screen_descriptor = -1;
static int cursor_visible = -1;

static const char begin_paste[] = "\033[?2004h";
static const char end_paste[] = "\033[?2004l";

int cn_set_utf8_locale(void) {
    if (setlocale(LC_CTYPE, "") != NULL && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return 0;
    if (setlocale(LC_CTYPE, "C.UTF-8") != NULL && strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
        return 1;
    return -1;
}

static FILE *duplicate(int descriptor, const char *mode) {
    int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (copy < 0) return NULL;
    FILE *file = fdopen(copy, mode);
    if (file == NULL) close(copy);
    return file;
}

static void release(void) {
    if (screen != NULL) delscreen(screen);
    screen = NULL;
    if (screen_output != NULL) fclose(screen_output);
    if (screen_input != NULL) fclose(screen_input);
    screen_output = screen_input = NULL;
    screen_descriptor = -1;
}

static int fail(int why) {
    cn_guard_disarm(true);
    release();
    return why;
}

/* Modes that do not survive a stop. */
static void enter_modes(void) {
    cn_write_all(screen_descriptor, begin_paste, sizeof begin_paste - 1);
    cursor_visible = -1;
}

int cn_open(const char *term, int input, int output, int escape_delay_ms) {
    if (!isatty(input) || !isatty(output)) return CN_NOT_A_TERMINAL;
    screen_output = duplicate(output, "w");
    screen_input = duplicate(input, "r");
    if (screen_output == NULL || screen_input == NULL) return fail(CN_NO_MEMORY);
    screen_descriptor = fileno(screen_output);
    if (!cn_guard_arm(fileno(screen_input), screen_descriptor)) return fail(CN_NOT_A_TERMINAL);
    use_env(FALSE);
    screen = newterm(term, screen_output, screen_input);
    if (screen == NULL) return fail(CN_UNKNOWN_TERM);
    set_escdelay(escape_delay_ms);
    raw();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    scrollok(stdscr, FALSE);
    leaveok(stdscr, FALSE);
    idlok(stdscr, FALSE);
    typeahead(-1);
    if (has_colors()) {
        start_color();
        use_default_colors();
    }
    enter_modes();
    return CN_OK;
}

void cn_close(void) {
    if (screen == NULL) return;
    cn_write_all(screen_descriptor, end_paste, sizeof end_paste - 1);
    endwin();
    cn_guard_disarm(true);
    release();
}

void cn_suspend(void) {
    if (screen == NULL) return;
    cn_write_all(screen_descriptor, end_paste, sizeof end_paste - 1);
    endwin();
    cn_guard_restore_modes();
    cn_stop_process();
    refresh();
    enter_modes();
    cn_repaint();
}

void cn_continue(void) {
    if (screen == NULL) return;
    reset_prog_mode();
    enter_modes();
    cn_repaint();
}

void cn_size(int *rows, int *columns) {
    struct winsize size;
    *rows = 24;
    *columns = 80;
    if (ioctl(screen_descriptor, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
        *rows = size.ws_row;
        *columns = size.ws_col;
    }
}

void cn_resize(int rows, int columns) {
    resize_term(rows, columns);
    cn_repaint();
}

void cn_repaint(void) {
    erase();
    clearok(curscr, TRUE);
}

int cn_colours(void) { return has_colors() ? COLORS : 0; }

void cn_pair(int pair, int foreground, int background) {
    init_extended_pair(pair, foreground, background);
}

int cn_wcwidth(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

static attr_t bits(int attributes) {
    attr_t all = A_NORMAL;
    if (attributes & CN_BOLD) all |= A_BOLD;
    if (attributes & CN_DIM) all |= A_DIM;
    if (attributes & CN_UNDERLINE) all |= A_UNDERLINE;
    if (attributes & CN_REVERSE) all |= A_REVERSE;
    if (attributes & CN_ITALIC) all |= A_ITALIC;
    return all;
}

void cn_put(int row, int column, uint32_t scalar, uint32_t mark1, uint32_t mark2, int width,
            int attributes, int pair) {
    wchar_t text[4] = {(wchar_t)scalar, 0, 0, 0};
    int length = 1;
    /* Where libc and our width table differ, a stand-in of the right width keeps the columns. */
    if (scalar > 0x7e && wcwidth(text[0]) != width) text[0] = width == 2 ? 0x3013 : L'?';
    if (mark1 != 0 && wcwidth((wchar_t)mark1) == 0) text[length++] = (wchar_t)mark1;
    if (mark2 != 0 && wcwidth((wchar_t)mark2) == 0) text[length++] = (wchar_t)mark2;
    cchar_t cell;
    if (setcchar(&cell, text, bits(attributes), 0, pair > 0 ? &pair : NULL) == ERR) return;
    mvwadd_wch(stdscr, row, column, &cell);
}

void cn_cursor(int row, int column, bool visible) {
    if (cursor_visible != (int)visible) {
        curs_set(visible ? 1 : 0);
        cursor_visible = visible;
    }
    move(row, column);
}

void cn_update(void) {
    wnoutrefresh(stdscr);
    doupdate();
}
