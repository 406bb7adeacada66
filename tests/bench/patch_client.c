/* patch_client SERVER CA TOKEN STREAMS FILE - sends FILE's server-side-apply patches and nothing else; prints milliseconds.
 *
 * A line of FILE is "PATH<TAB>BODY", PATH with its query. All go over one HTTP/2 connection, STREAMS at once: the least that
 * any tool can do for these objects. CA and TOKEN are files. Exit: 0 all were taken, 1 not, 64 wrong usage. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *server, *ca;
static struct curl_slist *headers;
static char *next; /* the rest of the file */
static int failures;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* The whole file, NUL-terminated. */
static char *read_file(const char *name)
{
    FILE *file = fopen(name, "r");
    char *text = NULL;
    size_t size = 0;
    if (!file || getdelim(&text, &size, '\0', file) < 0) {
        fprintf(stderr, "patch_client: cannot read %s\n", name);
        exit(EXIT_FAILURE);
    }
    fclose(file);
    return text;
}

static void read_token(const char *name)
{
    char *token = read_file(name), *line;
    token[strcspn(token, "\n")] = '\0';
    if (asprintf(&line, "Authorization: Bearer %s", token) < 0) abort();
    headers = curl_slist_append(NULL, line);
    headers = curl_slist_append(headers, "Content-Type: application/apply-patch+yaml");
    free(line);
    free(token);
}

static size_t drop(char *data, size_t size, size_t n, void *context)
{
    (void)data, (void)context;
    return size * n;
}

static CURL *new_handle(void)
{
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_CAINFO, ca);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "PATCH");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
    return easy;
}

/* Sends the next line of the file; 0 when there is none. */
static int send_next(CURLM *multi, CURL *easy)
{
    char *path = next, *body = strchr(path, '\t'), *end = strchr(path, '\n'), *url;
    if (!body || !end) return 0;
    next = end + 1;
    *body++ = *end = '\0';
    if (asprintf(&url, "%s%s", server, path) < 0) abort();
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)(end - body));
    curl_multi_add_handle(multi, easy);
    free(url);
    return 1;
}

static void finish(const CURLMsg *message)
{
    long status = 0;
    curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
    if (message->data.result == CURLE_OK && (status == 200 || status == 201)) return;
    if (!failures++) fprintf(stderr, "patch_client: status %ld, %s\n", status, curl_easy_strerror(message->data.result));
}

static void run(CURLM *multi, int flying)
{
    CURLMsg *message;
    int left;
    while (flying) {
        curl_multi_perform(multi, &left);
        while ((message = curl_multi_info_read(multi, &left))) {
            CURL *easy = message->easy_handle;
            finish(message);
            curl_multi_remove_handle(multi, easy);
            if (!send_next(multi, easy)) flying--, curl_easy_cleanup(easy);
        }
        curl_multi_perform(multi, &left);
        if (flying) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
}

int main(int argc, char **argv)
{
    if (argc != 6) return 64;
    server = argv[1], ca = argv[2];
    read_token(argv[3]);
    int streams = atoi(argv[4]), flying = 0;
    char *text = next = read_file(argv[5]);
    double start = now();
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURLM *multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);
    for (CURL *easy; flying < streams && (easy = new_handle()); flying++)
        if (!send_next(multi, easy)) {
            curl_easy_cleanup(easy);
            break;
        }
    run(multi, flying);
    printf("%.1f\n", now() - start);
    curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
    curl_global_cleanup();
    free(text);
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
