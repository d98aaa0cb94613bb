#ifndef CLINUX_H
#define CLINUX_H

// What Swift cannot import from Linux headers: macros, variadic calls, packed structs.
//
// Every function that can fail returns a value below zero, which is the negated errno.

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

// MARK: Waiting

/// Event bits, the values of EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP and EPOLLRDHUP.
extern const uint32_t clinux_epoll_in;
extern const uint32_t clinux_epoll_out;
extern const uint32_t clinux_epoll_error;
extern const uint32_t clinux_epoll_hang_up;
extern const uint32_t clinux_epoll_read_hang_up;

/// One event of clinux_epoll_wait: the token given at registration and its event bits.
struct clinux_epoll_ready {
    uint64_t token;
    uint32_t events;
};

int clinux_epoll_create(void);
int clinux_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token);
int clinux_epoll_modify(int epoll, int descriptor, uint32_t events, uint64_t token);
int clinux_epoll_remove(int epoll, int descriptor);

/// Waits without limit; at most 32 events. An interrupted wait gives 0.
int clinux_epoll_wait(int epoll, struct clinux_epoll_ready *ready, int capacity);

/// A counter descriptor for waking a waiting thread; non-blocking, closed on exec.
int clinux_event_create(void);
int clinux_event_signal(int descriptor);

/// A one-shot timer descriptor on the boot-time clock; non-blocking, closed on exec.
int clinux_timer_create(void);

/// Fires once after that many nanoseconds; 0 disarms.
int clinux_timer_arm(int descriptor, int64_t nanoseconds);

/// Takes the count out of an event or timer descriptor; nothing pending is not an error.
int clinux_counter_drain(int descriptor);

/// Keeps signals away from the calling thread, so that they reach the main thread.
void clinux_block_signals(void);

// MARK: Descriptors

/// read(2) that repeats after EINTR.
ptrdiff_t clinux_read(int descriptor, void *bytes, size_t count);

/// write(2) that repeats after EINTR.
ptrdiff_t clinux_write(int descriptor, const void *bytes, size_t count);

int clinux_close(int descriptor);

/// Takes an exclusive flock(2); with wait == 0 a held lock gives -EWOULDBLOCK.
int clinux_lock(int descriptor, int wait);
int clinux_unlock(int descriptor);

// MARK: Terminals

/// Opens a serial line: raw, 8N1, no flow control, exclusive, never the controlling terminal.
///
/// -ENOTTY: not a terminal device. -EDEADLK: it is a terminal of this process's own standard
/// descriptors. -EBUSY: another program has it. -EINVAL: that speed does not exist.
int clinux_serial_open(const char *path, int baud);
int clinux_serial_close(int descriptor);

/// A new pseudo terminal, both ends raw; the name of the slave goes into path.
int clinux_pty_open(int *master, int *slave, char *path, size_t path_size);

/// Tells the terminal its size, which sends SIGWINCH to its foreground group.
int clinux_terminal_resize(int descriptor, uint16_t rows, uint16_t columns);

// MARK: Network

/// Resolves a host; fills at most capacity addresses and returns their number.
///
/// The answer is -ENOENT when the name has no address. With numeric_only no name server is asked.
int clinux_resolve(
    const char *host, uint16_t port, int numeric_only, struct sockaddr_storage *addresses,
    int capacity);

/// Begins a TCP connection without waiting; closed on exec, keep-alive on.
int clinux_tcp_connect(const struct sockaddr_storage *address);

/// The outcome of a begun connection: 0, or the negated errno.
int clinux_tcp_outcome(int descriptor);

#endif
