#define _GNU_SOURCE

#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/timerfd.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

const uint32_t clinux_epoll_in = EPOLLIN;
const uint32_t clinux_epoll_out = EPOLLOUT;
const uint32_t clinux_epoll_error = EPOLLERR;
const uint32_t clinux_epoll_hang_up = EPOLLHUP;
const uint32_t clinux_epoll_read_hang_up = EPOLLRDHUP;

static int outcome(int result) {
    return result < 0 ? -errno : result;
}

// Waiting

int clinux_epoll_create(void) {
    return outcome(epoll_create1(EPOLL_CLOEXEC));
}

static int control(int epoll, int operation, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = events;
    event.data.u64 = token;
    return outcome(epoll_ctl(epoll, operation, descriptor, &event));
}

int clinux_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token) {
    return control(epoll, EPOLL_CTL_ADD, descriptor, events, token);
}

int clinux_epoll_modify(int epoll, int descriptor, uint32_t events, uint64_t token) {
    return control(epoll, EPOLL_CTL_MOD, descriptor, events, token);
}

int clinux_epoll_remove(int epoll, int descriptor) {
    return control(epoll, EPOLL_CTL_DEL, descriptor, 0, 0);
}

int clinux_epoll_wait(int epoll, struct clinux_epoll_ready *ready, int capacity) {
    struct epoll_event events[32];
    int limit = capacity < 32 ? capacity : 32;
    int count = epoll_wait(epoll, events, limit, -1);
    if (count < 0) {
        return errno == EINTR ? 0 : -errno;
    }
    for (int index = 0; index < count; index++) {
        ready[index].token = events[index].data.u64;
        ready[index].events = events[index].events;
    }
    return count;
}

int clinux_event_create(void) {
    return outcome(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
}

int clinux_event_signal(int descriptor) {
    uint64_t one = 1;
    ptrdiff_t written = clinux_write(descriptor, &one, sizeof one);
    // A full counter means that the reader is being woken already.
    return written == -EAGAIN ? 0 : written < 0 ? (int)written : 0;
}

int clinux_timer_create(void) {
    return outcome(timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK));
}

int clinux_timer_arm(int descriptor, int64_t nanoseconds) {
    struct itimerspec value;
    memset(&value, 0, sizeof value);
    value.it_value.tv_sec = (time_t)(nanoseconds / 1000000000);
    value.it_value.tv_nsec = (long)(nanoseconds % 1000000000);
    return outcome(timerfd_settime(descriptor, 0, &value, NULL));
}

int clinux_counter_drain(int descriptor) {
    uint64_t count;
    ptrdiff_t taken = clinux_read(descriptor, &count, sizeof count);
    return taken == -EAGAIN ? 0 : taken < 0 ? (int)taken : 0;
}

void clinux_block_signals(void) {
    sigset_t all;
    sigfillset(&all);
    // The faults of this very thread must still end the process at once.
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGILL);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGTRAP);
    sigdelset(&all, SIGABRT);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
}

// Descriptors

ptrdiff_t clinux_read(int descriptor, void *bytes, size_t count) {
    ptrdiff_t result;
    do {
        result = read(descriptor, bytes, count);
    } while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : result;
}

ptrdiff_t clinux_write(int descriptor, const void *bytes, size_t count) {
    ptrdiff_t result;
    do {
        result = write(descriptor, bytes, count);
    } while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : result;
}

int clinux_close(int descriptor) {
    return outcome(close(descriptor));
}

int clinux_lock(int descriptor, int wait) {
    int result;
    do {
        result = flock(descriptor, wait ? LOCK_EX : LOCK_EX | LOCK_NB);
    } while (result < 0 && errno == EINTR);
    return outcome(result);
}

int clinux_unlock(int descriptor) {
    return outcome(flock(descriptor, LOCK_UN));
}

// Terminals

static speed_t speed_of(int baud) {
    switch (baud) {
    case 1200: return B1200;
    case 2400: return B2400;
    case 4800: return B4800;
    case 9600: return B9600;
    case 19200: return B19200;
    case 38400: return B38400;
    case 57600: return B57600;
    case 115200: return B115200;
    case 230400: return B230400;
    default: return B0;
    }
}

static int is_pseudo_terminal(const struct stat *status) {
    // Majors 136 to 143 are the slaves of pseudo terminals (kernel, devices.txt).
    return major(status->st_rdev) >= 136 && major(status->st_rdev) <= 143;
}

static int is_own_terminal(const struct stat *status) {
    for (int descriptor = 0; descriptor <= 2; descriptor++) {
        struct stat own;
        if (isatty(descriptor) && fstat(descriptor, &own) == 0
            && own.st_rdev == status->st_rdev) {
            return 1;
        }
    }
    return 0;
}

static int make_serial(int descriptor, speed_t speed) {
    struct termios mode;
    if (tcgetattr(descriptor, &mode) < 0) {
        return -errno;
    }
    cfmakeraw(&mode);
    mode.c_iflag |= IGNBRK;
    mode.c_iflag &= ~(tcflag_t)(IXOFF | IXANY | INPCK);
    mode.c_cflag |= CLOCAL | CREAD;
    mode.c_cflag &= ~(tcflag_t)(CRTSCTS | CSTOPB | PARENB);
    // With VMIN 1 a non-blocking read of nothing is EAGAIN, so that 0 can only mean hang-up.
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    cfsetispeed(&mode, speed);
    cfsetospeed(&mode, speed);
    if (tcsetattr(descriptor, TCSANOW, &mode) < 0) {
        return -errno;
    }
    return outcome(tcflush(descriptor, TCIOFLUSH));
}

static int prepare_serial(int descriptor, speed_t speed) {
    struct stat status;
    if (fstat(descriptor, &status) < 0) {
        return -errno;
    }
    if (!isatty(descriptor)) {
        return -ENOTTY;
    }
    if (is_own_terminal(&status)) {
        return -EDEADLK;
    }
    int result = clinux_lock(descriptor, 0);
    if (result < 0) {
        return result == -EWOULDBLOCK ? -EBUSY : result;
    }
    // On a pseudo terminal the mark would outlive our descriptor, because the pair lives as long
    // as its master, and the next opening would be refused.
    if (!is_pseudo_terminal(&status) && ioctl(descriptor, TIOCEXCL) < 0) {
        return -errno;
    }
    return make_serial(descriptor, speed);
}

int clinux_serial_open(const char *path, int baud) {
    speed_t speed = speed_of(baud);
    if (speed == B0) {
        return -EINVAL;
    }
    int descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) {
        return -errno;
    }
    int result = prepare_serial(descriptor, speed);
    if (result < 0) {
        close(descriptor);
        return result;
    }
    return descriptor;
}

int clinux_serial_close(int descriptor) {
    // Harmless where the mark was never set, or where the device is gone.
    (void)ioctl(descriptor, TIOCNXCL);
    return clinux_close(descriptor);
}

int clinux_pty_open(int *master, int *slave, char *path, size_t path_size) {
    struct termios mode;
    if (openpty(master, slave, NULL, NULL, NULL) < 0) {
        return -errno;
    }
    if (fcntl(*master, F_SETFD, FD_CLOEXEC) < 0 || fcntl(*slave, F_SETFD, FD_CLOEXEC) < 0
        || ttyname_r(*slave, path, path_size) != 0 || tcgetattr(*slave, &mode) < 0) {
        int reason = errno;
        close(*master);
        close(*slave);
        return -reason;
    }
    cfmakeraw(&mode);
    return outcome(tcsetattr(*slave, TCSANOW, &mode));
}

int clinux_terminal_resize(int descriptor, uint16_t rows, uint16_t columns) {
    struct winsize size;
    memset(&size, 0, sizeof size);
    size.ws_row = rows;
    size.ws_col = columns;
    return outcome(ioctl(descriptor, TIOCSWINSZ, &size));
}

// Network

int clinux_resolve(
    const char *host, uint16_t port, int numeric_only, struct sockaddr_storage *addresses,
    int capacity) {
    struct addrinfo hints;
    struct addrinfo *found = NULL;
    char service[8];
    memset(&hints, 0, sizeof hints);
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV | (numeric_only ? AI_NUMERICHOST : 0);
    snprintf(service, sizeof service, "%u", (unsigned)port);
    if (getaddrinfo(host, service, &hints, &found) != 0) {
        return -ENOENT;
    }
    int count = 0;
    for (struct addrinfo *next = found; next && count < capacity; next = next->ai_next) {
        if (next->ai_addrlen <= sizeof addresses[count]) {
            memset(&addresses[count], 0, sizeof addresses[count]);
            memcpy(&addresses[count], next->ai_addr, next->ai_addrlen);
            count++;
        }
    }
    freeaddrinfo(found);
    return count > 0 ? count : -ENOENT;
}

static void keep_alive(int descriptor) {
    // A serial server that lost its power says nothing: three unanswered probes end the line
    // after a minute. A kernel without these options only notices later.
    int on = 1, idle = 30, interval = 10, count = 3;
    (void)setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    (void)setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    (void)setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
    (void)setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
}

int clinux_tcp_connect(const struct sockaddr_storage *address) {
    socklen_t length = address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                      : sizeof(struct sockaddr_in);
    int descriptor = socket(address->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return -errno;
    }
    keep_alive(descriptor);
    if (connect(descriptor, (const struct sockaddr *)address, length) < 0
        && errno != EINPROGRESS) {
        int reason = errno;
        close(descriptor);
        return -reason;
    }
    return descriptor;
}

int clinux_tcp_outcome(int descriptor) {
    int reason = 0;
    socklen_t length = sizeof reason;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &reason, &length) < 0) {
        return -errno;
    }
    return -reason;
}
