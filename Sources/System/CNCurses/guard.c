#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* Everything here may be touched from a signal handler; it is written before `armed` is set. */
static struct termios saved;
static int guarded_input = -1;
static int guarded_output = -1;
static atomic_int armed;

/* Paste off, alternate screen off, cursor on, keypad normal, attributes off. */
static const char reset[] = "\033[?2004l\033[?1049l\033[?25h\033[?1l\033>\033[0m";

static const int fatal[] = {SIGILL, SIGTRAP, SIGSEGV, SIGABRT, SIGBUS, SIGFPE};
enum { FATAL_COUNT = sizeof fatal / sizeof fatal[0] };
static struct sigaction before_fatal[FATAL_COUNT];

void cn_write_all(int descriptor, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        bytes += written;
        length -= (size_t)written;
    }
}

/* Only async-signal-safe calls. Returning re-executes the trap, now with its default action. */
static void on_fatal(int number) {
    if (atomic_exchange(&armed, 0)) {
        cn_write_all(guarded_output, reset, sizeof reset - 1);
        tcsetattr(guarded_input, TCSANOW, &saved);
    }
    raise(number);
}

/* exit() from anywhere while a terminal is open. */
static void on_exit_of_process(void) {
    if (atomic_exchange(&armed, 0)) {
        cn_write_all(guarded_output, reset, sizeof reset - 1);
        tcsetattr(guarded_input, TCSANOW, &saved);
    }
}

/* A stack overflow leaves no stack for its own handler: give this thread another one. */
static void give_signal_stack(void) {
    static char stack[65536];
    stack_t current;
    if (sigaltstack(NULL, &current) != 0 || !(current.ss_flags & SS_DISABLE)) return;
    stack_t ours = {.ss_sp = stack, .ss_size = sizeof stack, .ss_flags = 0};
    sigaltstack(&ours, NULL);
}

bool cn_guard_arm(int input, int output) {
    static atomic_flag registered = ATOMIC_FLAG_INIT;
    if (tcgetattr(input, &saved) != 0) return false;
    guarded_input = input;
    guarded_output = output;
    if (!atomic_flag_test_and_set(&registered)) atexit(on_exit_of_process);
    give_signal_stack();
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_fatal;
    action.sa_flags = SA_RESETHAND | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < FATAL_COUNT; i++) sigaction(fatal[i], &action, &before_fatal[i]);
    atomic_store(&armed, 1);
    return true;
}

void cn_guard_restore_modes(void) { tcsetattr(guarded_input, TCSANOW, &saved); }

void cn_guard_disarm(bool restore) {
    if (!atomic_exchange(&armed, 0)) return;
    if (restore) tcsetattr(guarded_input, TCSANOW, &saved);
    for (int i = 0; i < FATAL_COUNT; i++) sigaction(fatal[i], &before_fatal[i], NULL);
}

/* Signals that become events. */

static const int noted[] = {SIGWINCH, SIGHUP, SIGTERM, SIGINT, SIGTSTP, SIGCONT};
static const int noted_bits[] = {CN_SIGNAL_RESIZE,    CN_SIGNAL_HANG_UP, CN_SIGNAL_TERMINATE,
                                 CN_SIGNAL_TERMINATE, CN_SIGNAL_STOP,    CN_SIGNAL_CONTINUE};
enum { NOTED_COUNT = sizeof noted / sizeof noted[0] };
static struct sigaction before_noted[NOTED_COUNT];
static atomic_int pending;
static atomic_int signal_wake = -1;

static void on_noted(int number) {
    int saved_errno = errno;
    for (int i = 0; i < NOTED_COUNT; i++)
        if (noted[i] == number) atomic_fetch_or(&pending, noted_bits[i]);
    cn_wake(atomic_load(&signal_wake));
    errno = saved_errno;
}

void cn_signals_install(int wake) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_noted;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    atomic_store(&pending, 0);
    atomic_store(&signal_wake, wake);
    for (int i = 0; i < NOTED_COUNT; i++) sigaction(noted[i], &action, &before_noted[i]);
}

void cn_signals_restore(void) {
    for (int i = 0; i < NOTED_COUNT; i++) sigaction(noted[i], &before_noted[i], NULL);
    atomic_store(&signal_wake, -1);
}

int cn_signals_take(void) { return atomic_exchange(&pending, 0); }

void cn_stop_process(void) {
    /* SIGSTOP, because SIGTSTP is ignored in an orphaned process group and handled here. */
    kill(getpid(), SIGSTOP);
}

/* Waking and waiting. */

int cn_wake_open(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void cn_wake(int wake) {
    uint64_t one = 1;
    if (wake >= 0) cn_write_all(wake, (const char *)&one, sizeof one);
}

void cn_wake_clear(int wake) {
    uint64_t count;
    ssize_t ignored = read(wake, &count, sizeof count);
    (void)ignored;
}

void cn_wake_close(int wake) { close(wake); }

int cn_wait(int input, int wake, int64_t timeout_nanoseconds) {
    struct pollfd descriptors[2] = {{.fd = input, .events = POLLIN},
                                    {.fd = wake, .events = POLLIN}};
    struct timespec limit = {.tv_sec = timeout_nanoseconds / 1000000000,
                             .tv_nsec = timeout_nanoseconds % 1000000000};
    int count = ppoll(descriptors, 2, timeout_nanoseconds < 0 ? NULL : &limit, NULL);
    if (count <= 0) return 0;
    int ready = 0;
    if (descriptors[0].revents & POLLIN) ready |= CN_READY_INPUT;
    if (descriptors[0].revents & (POLLHUP | POLLERR | POLLNVAL)) ready |= CN_READY_HANG_UP;
    if (descriptors[1].revents & POLLIN) ready |= CN_READY_WAKE;
    return ready;
}

int cn_read(int input, uint8_t *buffer, int length) {
    ssize_t count = read(input, buffer, (size_t)length);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return -1;
    return count < 0 ? 0 : (int)count;
}
