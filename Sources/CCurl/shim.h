#ifndef EMOSCRIBE_CCURL_SHIM_H
#define EMOSCRIBE_CCURL_SHIM_H

// libcurl, as Swift can call it.
//
// `curl_easy_setopt`, `curl_easy_getinfo` and `curl_multi_setopt` are variadic, and Swift cannot call variadic C
// functions. Each function below stands for one of them with one type of argument.

#include <curl/curl.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/// `curl_easy_setopt(handle, option, (long)value)`: numbers, switches, enumerations.
static inline CURLcode emoscribe_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

/// `curl_easy_setopt(handle, option, (curl_off_t)value)`: sizes; the options named `..._LARGE`.
static inline CURLcode emoscribe_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

/// `curl_easy_setopt(handle, option, (const char *)value)`: texts, which libcurl copies (`CURLOPT_POSTFIELDS` is
/// the one it does not copy; use `CURLOPT_COPYPOSTFIELDS`).
static inline CURLcode emoscribe_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

/// `curl_easy_setopt(handle, option, (void *)value)`: user data of callbacks, the error buffer, bodies.
static inline CURLcode emoscribe_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

/// `curl_easy_setopt(handle, option, (struct curl_slist *)value)`: header lists, which the caller keeps alive.
static inline CURLcode emoscribe_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

/// `curl_easy_setopt(handle, CURLOPT_MIMEPOST, mime)`: a multipart form, which the caller keeps alive.
static inline CURLcode emoscribe_curl_set_mime(CURL *handle, curl_mime *value) {
    return curl_easy_setopt(handle, CURLOPT_MIMEPOST, value);
}

/// The shape of body and header callbacks.
typedef size_t (*emoscribe_curl_sink)(char *bytes, size_t size, size_t count, void *context);

/// `curl_easy_setopt(handle, option, callback)`: `CURLOPT_WRITEFUNCTION` and `CURLOPT_HEADERFUNCTION`.
static inline CURLcode emoscribe_curl_set_sink(CURL *handle, CURLoption option, emoscribe_curl_sink value) {
    return curl_easy_setopt(handle, option, value);
}

/// The shape of callbacks that give libcurl bytes to send.
typedef size_t (*emoscribe_curl_source)(char *bytes, size_t size, size_t count, void *context);

/// `curl_easy_setopt(handle, CURLOPT_READFUNCTION, callback)`.
static inline CURLcode emoscribe_curl_set_source(CURL *handle, emoscribe_curl_source value) {
    return curl_easy_setopt(handle, CURLOPT_READFUNCTION, value);
}

/// The shape of callbacks that go back in what was sent, when a request has to be sent once more.
typedef int (*emoscribe_curl_seeker)(void *context, curl_off_t offset, int origin);

/// `curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, callback)`.
static inline CURLcode emoscribe_curl_set_seeker(CURL *handle, emoscribe_curl_seeker value) {
    return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, value);
}

/// The shape of the callback that hears what libcurl says about itself.
typedef int (*emoscribe_curl_listener)(CURL *handle, curl_infotype type, char *bytes, size_t count, void *context);

/// `curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, callback)`, with its context and `CURLOPT_VERBOSE`.
static inline CURLcode emoscribe_curl_set_listener(CURL *handle, emoscribe_curl_listener value, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, value);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_DEBUGDATA, context);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L) : code;
}

/// `curl_easy_getinfo(handle, info, (long *)value)`: status, error number, connection count.
static inline CURLcode emoscribe_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

/// `curl_easy_getinfo(handle, CURLINFO_PRIVATE, (char **)value)`: the context set by `CURLOPT_PRIVATE`.
static inline CURLcode emoscribe_curl_get_private(CURL *handle, void **value) {
    return curl_easy_getinfo(handle, CURLINFO_PRIVATE, (char **)value);
}

/// `curl_easy_getinfo(handle, info, (char **)value)`: texts, which belong to the handle.
static inline CURLcode emoscribe_curl_get_string(CURL *handle, CURLINFO info, const char **value) {
    return curl_easy_getinfo(handle, info, value);
}

/// `curl_easy_getinfo(handle, info, (curl_off_t *)value)`: times in microseconds; the infos named `..._T`.
static inline CURLcode emoscribe_curl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

/// `curl_multi_setopt(multi, option, (long)value)`: connection limits.
static inline CURLMcode emoscribe_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/// The outcome inside a `CURLMSG_DONE` message, whose union Swift sees as opaque bytes.
static inline CURLcode emoscribe_curl_message_result(const CURLMsg *message) { return message->data.result; }

/// Tells which descriptors libcurl waits for: `CURL_POLL_IN`, `_OUT`, `_INOUT` or `_REMOVE`.
typedef int (*emoscribe_curl_socket_watch)(
    CURL *handle, curl_socket_t descriptor, int what, void *context, void *socket_context);

/// `curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback)` and `CURLMOPT_SOCKETDATA`.
static inline CURLMcode emoscribe_curl_multi_set_socket_watch(
    CURLM *multi, emoscribe_curl_socket_watch watch, void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch);
    return code == CURLM_OK ? curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context) : code;
}

/// Tells when libcurl wants to be called at the latest: milliseconds from now, -1 for never.
typedef int (*emoscribe_curl_timer_watch)(CURLM *multi, long milliseconds, void *context);

/// `curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback)` and `CURLMOPT_TIMERDATA`.
static inline CURLMcode emoscribe_curl_multi_set_timer_watch(
    CURLM *multi, emoscribe_curl_timer_watch watch, void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, watch);
    return code == CURLM_OK ? curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context) : code;
}

// The kernel's side of the event loop. Swift's Glibc module does not have these headers.

/// An epoll instance, or -1.
static inline int emoscribe_epoll_new(void) { return epoll_create1(EPOLL_CLOEXEC); }

/// A descriptor that is readable once `emoscribe_event_signal` was called; -1 where there is none.
static inline int emoscribe_event_new(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/// Makes the descriptor readable, from any thread.
static inline void emoscribe_event_signal(int descriptor) {
    uint64_t one = 1;
    // It cannot fail but where it is readable already.
    if (write(descriptor, &one, sizeof one) < 0) return;
}

/// Makes the descriptor unreadable until the next signal.
static inline void emoscribe_event_clear(int descriptor) {
    uint64_t count;
    if (read(descriptor, &count, sizeof count) < 0) return;
}

/// Waits for `descriptor` to become readable or writable, in place of what was waited for before.
static inline int emoscribe_epoll_watch(int poller, int descriptor, int readable, int writable) {
    struct epoll_event event = {.events = (readable ? EPOLLIN : 0u) | (writable ? EPOLLOUT : 0u), .data.fd = descriptor};
    if (epoll_ctl(poller, EPOLL_CTL_MOD, descriptor, &event) == 0) return 0;
    return epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
}

/// Waits for `descriptor` no longer; one that is closed already is no error.
static inline void emoscribe_epoll_forget(int poller, int descriptor) {
    struct epoll_event event = {0};
    epoll_ctl(poller, EPOLL_CTL_DEL, descriptor, &event);
}

/// A descriptor that is ready.
struct emoscribe_epoll_ready {
    int descriptor;
    /// `CURL_CSELECT_IN`, `CURL_CSELECT_OUT` and `CURL_CSELECT_ERR`, as `curl_multi_socket_action` wants them.
    int curl_events;
};

/// Waits until something is ready or the time is over.
///
/// Returns how many of `ready` were written, at most 64; 0 too when a signal came between. `milliseconds` -1 waits
/// without end.
static inline int emoscribe_epoll_wait(int poller, int milliseconds, struct emoscribe_epoll_ready *ready) {
    struct epoll_event events[64];
    int count = epoll_wait(poller, events, 64, milliseconds);
    for (int index = 0; index < count; index++) {
        uint32_t flags = events[index].events;
        ready[index].descriptor = events[index].data.fd;
        ready[index].curl_events = (flags & EPOLLIN ? CURL_CSELECT_IN : 0) | (flags & EPOLLOUT ? CURL_CSELECT_OUT : 0)
            | (flags & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
    }
    return count < 0 ? 0 : count;
}

#endif
