// An endpoint of OpenAI's speech-to-text interface that answers every request after a fixed time.
//
// One thread, epoll, HTTP/1.1 with keep-alive. What it answers depends on the audio alone (a hash of the WAV file), so
// that two clients can be compared answer by answer. It counts what a benchmark must not guess: requests, connections,
// the most requests that waited at a time, and its own processor time.
//
//   TranscribeBenchmark DELAY_MS [PORT]     prints the port; GET /stats gives the counts, GET /reset clears them

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct Connection {
    int descriptor;
    int closed;           // gone, but a reply is still waiting for it
    int waiting;          // a reply is on its way
    size_t head;          // bytes of the request's head, 0 until it is whole
    size_t length;        // bytes of its body
    size_t count, room;   // bytes in the buffer, and how many fit
    char *buffer;
    uint64_t due;         // nanoseconds
    uint64_t hash;
    struct Connection *next;
} Connection;

static Connection *first_waiting, *last_waiting;  // in the order they are due: all wait equally long
static long requests, connections, waiting_now, most_waiting, errors;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static double cpu_seconds(void) {
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return use.ru_utime.tv_sec + use.ru_stime.tv_sec + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) * 1e-6;
}

static uint64_t hash_of_wav(const char *body, size_t length) {
    const char *start = memmem(body, length, "RIFF", 4);
    uint32_t size;
    if (!start || (size_t)(body + length - start) < 44) return 0;
    memcpy(&size, start + 4, 4);
    size_t bytes = (size_t)size + 8;
    if (bytes > (size_t)(body + length - start)) return 0;
    uint64_t hash = 1469598103934665603u;
    size_t at = 0;
    for (; at + 8 <= bytes; at += 8) {
        uint64_t word;
        memcpy(&word, start + at, 8);
        hash = (hash ^ word) * 1099511628211u;
        hash ^= hash >> 29;
    }
    for (; at < bytes; at++) hash = (hash ^ (unsigned char)start[at]) * 1099511628211u;
    return hash;
}

static int send_all(int descriptor, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = send(descriptor, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0) return 0;  // replies are small: what does not fit at once never will
        bytes += sent;
        length -= (size_t)sent;
    }
    return 1;
}

static void reply(Connection *connection, const char *body, int length) {
    char head[160];
    int size = snprintf(head, sizeof head,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", length);
    char all[4096];
    memcpy(all, head, (size_t)size);
    memcpy(all + size, body, (size_t)length);
    if (!send_all(connection->descriptor, all, (size_t)(size + length))) errors++;
}

// What verbose_json looks like for a short utterance.
static void reply_transcript(Connection *connection) {
    char body[3072];
    unsigned a = (unsigned)(connection->hash >> 32), b = (unsigned)connection->hash;
    int size = snprintf(body, sizeof body,
        "{\"task\":\"transcribe\",\"language\":\"english\",\"duration\":1.0,"
        "\"text\":\" the recording number %u and %u says nothing else\",\"segments\":[{\"id\":0,\"seek\":0,\"start\":0.0,"
        "\"end\":1.0,\"text\":\" the recording number %u and %u says nothing else\",\"tokens\":[50364,264,6613,1230],"
        "\"temperature\":0.0,\"avg_logprob\":-0.25,\"compression_ratio\":1.1,\"no_speech_prob\":0.01}],\"words\":[", a, b, a, b);
    static const char *words[] = {"the", "recording", "number", "", "and", "", "says", "nothing", "else"};
    for (int i = 0; i < 9; i++) {
        char number[16];
        snprintf(number, sizeof number, "%u", i == 3 ? a : b);
        size += snprintf(body + size, sizeof body - (size_t)size, "%s{\"word\":\"%s\",\"start\":%.2f,\"end\":%.2f}",
            i ? "," : "", words[i][0] ? words[i] : number, i * 0.1, i * 0.1 + 0.08);
    }
    size += snprintf(body + size, sizeof body - (size_t)size, "],\"usage\":{\"type\":\"duration\",\"seconds\":1}}");
    reply(connection, body, size);
}

static void reply_stats(Connection *connection) {
    char body[300];
    int size = snprintf(body, sizeof body,
        "{\"requests\":%ld,\"connections\":%ld,\"mostWaiting\":%ld,\"errors\":%ld,\"cpuSeconds\":%.6f}\n", requests,
        connections, most_waiting, errors, cpu_seconds());
    reply(connection, body, size);
}

static void drop(Connection *connection) {
    close(connection->descriptor);
    connection->closed = 1;
    if (connection->waiting) return;
    free(connection->buffer);
    free(connection);
}

// Takes the head apart once it is whole. Returns 0 for what is no request.
static int read_head(Connection *connection) {
    char *end = memmem(connection->buffer, connection->count, "\r\n\r\n", 4);
    if (!end) return connection->count < 65536;
    connection->head = (size_t)(end - connection->buffer) + 4;
    connection->length = 0;
    for (char *line = connection->buffer; line < end; line = strstr(line, "\r\n") + 2)
        if (!strncasecmp(line, "content-length:", 15)) connection->length = strtoul(line + 15, NULL, 10);
    return 1;
}

static int receive(Connection *connection, uint64_t delay) {
    for (;;) {
        if (connection->room - connection->count < 65536) {
            connection->room = connection->room ? 2 * connection->room : 131072;
            connection->buffer = realloc(connection->buffer, connection->room);
            if (!connection->buffer) abort();
        }
        // One byte less than fits, for the 0 that ends the text of the head.
        ssize_t got = recv(connection->descriptor, connection->buffer + connection->count,
            connection->room - connection->count - 1, 0);
        if (got == 0) return 0;
        if (got < 0) return errno == EAGAIN;
        connection->count += (size_t)got;
        connection->buffer[connection->count] = 0;
        if (!connection->head && !read_head(connection)) return 0;
        if (!connection->head || connection->count < connection->head + connection->length) continue;
        const char *buffer = connection->buffer;
        if (!strncmp(buffer, "GET /stats", 10)) {
            reply_stats(connection);
        } else if (!strncmp(buffer, "GET /reset", 10)) {
            requests = connections = most_waiting = errors = 0;
            reply(connection, "{}", 2);
        } else {
            requests++;
            connection->hash = hash_of_wav(buffer + connection->head, connection->length);
            connection->due = now() + delay;
            connection->waiting = 1;
            connection->next = NULL;
            if (last_waiting) last_waiting->next = connection;
            else first_waiting = connection;
            last_waiting = connection;
            if (++waiting_now > most_waiting) most_waiting = waiting_now;
        }
        // No client sends a second request before it has the answer to the first.
        connection->count = connection->head = 0;
    }
}

int main(int argc, char **argv) {
    if (argc < 2) { fprintf(stderr, "usage: %s DELAY_MS [PORT]\n", argv[0]); return 64; }
    uint64_t delay = (uint64_t)(strtod(argv[1], NULL) * 1e6);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
        .sin_port = htons((uint16_t)(argc > 2 ? atoi(argv[2]) : 0))};
    socklen_t length = sizeof address;
    int yes = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 1024)
        || getsockname(listener, (struct sockaddr *)&address, &length)) { perror("listen"); return 1; }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    int poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        struct timespec *wait = NULL, left;
        if (first_waiting) {
            uint64_t time = now(), rest = first_waiting->due > time ? first_waiting->due - time : 0;
            left.tv_sec = (time_t)(rest / 1000000000u);
            left.tv_nsec = (long)(rest % 1000000000u);
            wait = &left;
        }
        struct epoll_event events[256];
        int count = epoll_pwait2(poller, events, 256, wait, NULL);
        for (int i = 0; i < count; i++) {
            Connection *connection = events[i].data.ptr;
            if (connection) {
                if (!receive(connection, delay)) drop(connection);
                continue;
            }
            int descriptor;
            while ((descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
                setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
                connection = calloc(1, sizeof *connection);
                if (!connection) abort();
                connection->descriptor = descriptor;
                connections++;
                event = (struct epoll_event){.events = EPOLLIN, .data.ptr = connection};
                epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
            }
        }
        uint64_t time = now();
        while (first_waiting && first_waiting->due <= time) {
            Connection *connection = first_waiting;
            first_waiting = connection->next;
            if (!first_waiting) last_waiting = NULL;
            waiting_now--;
            connection->waiting = 0;
            if (connection->closed) { free(connection->buffer); free(connection); }
            else reply_transcript(connection);
        }
    }
}
