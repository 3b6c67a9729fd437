#ifndef EMOSCRIBE_CCURL_SHIM_H
#define EMOSCRIBE_CCURL_SHIM_H

// libcurl, as Swift can call it.
//
// `curl_easy_setopt`, `curl_easy_getinfo` and `curl_multi_setopt` are variadic, and Swift cannot call variadic C
// functions. Each function below stands for one of them with one type of argument.

#include <curl/curl.h>

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

/// `curl_easy_getinfo(handle, info, (long *)value)`: status, error number, connection count.
static inline CURLcode emoscribe_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

/// `curl_easy_getinfo(handle, CURLINFO_PRIVATE, (char **)value)`: the context set by `CURLOPT_PRIVATE`.
static inline CURLcode emoscribe_curl_get_private(CURL *handle, void **value) {
    return curl_easy_getinfo(handle, CURLINFO_PRIVATE, (char **)value);
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

/// The waiting descriptor for `curl_multi_poll`'s `extra_fds`: wake when `descriptor` becomes readable.
static inline struct curl_waitfd emoscribe_curl_wait_readable(int descriptor) {
    struct curl_waitfd wait = {.fd = descriptor, .events = CURL_WAIT_POLLIN, .revents = 0};
    return wait;
}

#endif
