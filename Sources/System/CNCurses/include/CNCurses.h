/* What CursesTerminal needs of ncursesw and of the descriptors around it, in a form that Swift 6
   imports: no shared variables, no macros, no variadic functions. One terminal at a time. */
#ifndef CNCURSES_H
#define CNCURSES_H

#include <stdbool.h>
#include <stdint.h>

/* Attributes of a cell: the bits of TerminalUI's CellAttributes, not those of ncurses. */
enum {
    CN_BOLD = 1,
    CN_DIM = 2,
    CN_UNDERLINE = 4,
    CN_REVERSE = 8,
    CN_ITALIC = 16,
};

/* Why a terminal could not be opened. */
enum {
    CN_OK = 0,
    CN_NOT_A_TERMINAL = 1,
    CN_UNKNOWN_TERM = 2,
    CN_NO_CURSOR_ADDRESSING = 3,
    CN_NO_MEMORY = 4,
};

/* Bits of cn_signals_take. */
enum {
    CN_SIGNAL_RESIZE = 1,
    CN_SIGNAL_HANG_UP = 2,
    CN_SIGNAL_TERMINATE = 4,
    CN_SIGNAL_STOP = 8,
    CN_SIGNAL_CONTINUE = 16,
};

/* Bits of cn_wait. */
enum {
    CN_READY_INPUT = 1,
    CN_READY_WAKE = 2,
    CN_READY_HANG_UP = 4,
};

/* Sets LC_CTYPE from the environment, else to C.UTF-8. 0: the environment's is UTF-8; 1: fell
   back; -1: there is no UTF-8 locale. */
int cn_set_utf8_locale(void);

/* Whether `term` is described and can address its cursor: CN_OK, CN_UNKNOWN_TERM or
   CN_NO_CURSOR_ADDRESSING. Not while a terminal is open. */
int cn_check_term(const char *term, int output);

/* Opens the terminal `term` on two descriptors with raw input, alternate screen, bracketed paste,
   and handlers that restore it on a crash. Never exits, unlike initscr. */
int cn_open(const char *term, int input, int output, int escape_delay_ms);

/* Puts the terminal back and frees everything. Does nothing when no terminal is open. */
void cn_close(void);

/* Leaves the terminal as a shell expects it, stops the process, and takes the terminal again when
   the process is continued. */
void cn_suspend(void);

/* Takes the terminal again after somebody else stopped and continued the process. */
void cn_continue(void);

/* The size of the terminal by TIOCGWINSZ; 24 × 80 when it does not know. */
void cn_size(int *rows, int *columns);

/* Adapts ncurses to a size and forgets what is on the screen: the next update repaints. */
void cn_resize(int rows, int columns);

/* Makes the next update repaint all cells. */
void cn_repaint(void);

/* Colours that terminfo promises, below 1 for none. */
int cn_colours(void);

/* Defines pair `pair` (from 1); -1 is the terminal's own colour. */
void cn_pair(int pair, int foreground, int background);

/* Puts one glyph of `width` cells; what libc cannot show at that width becomes a mark as wide. */
void cn_put(int row, int column, uint32_t scalar, uint32_t mark1, uint32_t mark2, int width,
            int attributes, int pair);

/* Where the cursor stands after the next update, or hidden. */
void cn_cursor(int row, int column, bool visible);

/* Writes what changed. */
void cn_update(void);

/* What the terminal sends for a key by its terminfo name ("kf1"), or NULL. */
const char *cn_key_sequence(const char *name);

/* A descriptor that cn_wake makes readable; -1 on failure. */
int cn_wake_open(void);
void cn_wake(int wake);
void cn_wake_clear(int wake);

/* Closes a descriptor that cn_wake_open gave. */
void cn_wake_close(int wake);

/* Installs handlers for SIGWINCH, SIGHUP, SIGTERM, SIGINT, SIGTSTP and SIGCONT that note the signal
   and wake the descriptor; cn_signals_restore puts the old handlers back. */
void cn_signals_install(int wake);
void cn_signals_restore(void);

/* The signals since the last call. */
int cn_signals_take(void);

/* Waits for input, a wake, or the end of the time; below 0 waits for ever. */
int cn_wait(int input, int wake, int64_t timeout_nanoseconds);

/* Reads what is there: the count, 0 at the end of input, -1 when there is nothing now. */
int cn_read(int input, uint8_t *buffer, int length);

/* Runs body(argument) on a detached thread of its own; false when the host gives none. */
bool cn_thread_start(void (*body)(void *argument), void *argument);

/* Columns that libc gives a scalar, -1 for one it cannot show. */
int cn_wcwidth(uint32_t scalar);

#endif
