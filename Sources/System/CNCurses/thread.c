#include "internal.h"

#include <pthread.h>
#include <stdlib.h>

struct work {
    void (*body)(void *);
    void *argument;
};

static void *run(void *argument) {
    struct work work = *(struct work *)argument;
    free(argument);
    work.body(work.argument);
    return NULL;
}

bool cn_thread_start(void (*body)(void *argument), void *argument) {
    struct work *work = malloc(sizeof *work);
    if (work == NULL) return false;
    work->body = body;
    work->argument = argument;
    pthread_t thread;
    if (pthread_create(&thread, NULL, run, work) != 0) {
        free(work);
        return false;
    }
    pthread_detach(thread);
    return true;
}
