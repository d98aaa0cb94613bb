#ifndef CNCURSES_INTERNAL_H
#define CNCURSES_INTERNAL_H

#include "CNCurses.h"

#include <stddef.h>

/* Saves the terminal's modes and installs the handlers that restore them on a crash or exit. */
bool cn_guard_arm(int input, int output);

/* Removes the handlers; `restore` also puts the saved modes back. */
void cn_guard_disarm(bool restore);

/* Puts the saved modes back and stays armed. */
void cn_guard_restore_modes(void);

/* Stops this process as SIGTSTP's default does and returns when it is continued. */
void cn_stop_process(void);

/* Writes everything or gives up on an error; async-signal-safe. */
void cn_write_all(int descriptor, const char *bytes, size_t length);

#endif
