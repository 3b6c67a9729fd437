#ifndef EMOSCRIBE_CSPAWN_SHIM_H
#define EMOSCRIBE_CSPAWN_SHIM_H

// Two functions of glibc that its headers show only to programs which ask for GNU extensions, as Swift's module of
// glibc does not.

#include <spawn.h>

/// `posix_spawn_file_actions_addclosefrom_np` (glibc 2.34): the program gets no descriptor from `lowest` on.
static inline int emoscribe_spawn_close_from(posix_spawn_file_actions_t *actions, int lowest) {
    extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
    return posix_spawn_file_actions_addclosefrom_np(actions, lowest);
}

/// `pipe2(ends, flags)`: a pipe that no other thread's program can inherit before it is marked.
static inline int emoscribe_pipe(int *ends, int flags) {
    extern int pipe2(int *, int);
    return pipe2(ends, flags);
}

#endif
