#include "editor/message.h"

#include <errno.h>
#include <strings.h>
#include <unistd.h>

static void forget_taken(struct inbox *inbox)
{
    memmove(inbox->bytes.s, inbox->bytes.s + inbox->at, inbox->bytes.n - inbox->at);
    inbox->bytes.n -= inbox->at;
    inbox->at = 0;
}

bool inbox_read(struct inbox *inbox)
{
    enum { STEP = 64 << 10 };
    if (inbox->at) forget_taken(inbox);
    if (inbox->bytes.n > MESSAGE_MAX) return false;
    buf_need(&inbox->bytes, STEP);
    ssize_t n;
    do n = read(inbox->file, inbox->bytes.s + inbox->bytes.n, STEP);
    while (n < 0 && errno == EINTR);
    if (n > 0) inbox->bytes.n += (size_t)n;
    return n > 0;
}

/* The bytes behind the empty line, by their number in the header. False: they are not all there. */
static bool next_content(const struct inbox *inbox, Str *content)
{
    static const char field[] = "Content-Length:";
    Str rest = {inbox->bytes.s + inbox->at, inbox->bytes.n - inbox->at};
    const char *end = rest.n ? memmem(rest.s, rest.n, "\r\n\r\n", 4) : NULL;
    size_t length = 0;
    if (!end) return false;
    Str header = {rest.s, (size_t)(end - rest.s)};
    while (header.n) {
        Str line = str_cut(&header, '\n');
        if (line.n <= sizeof field - 1 || strncasecmp(line.s, field, sizeof field - 1) != 0) continue;
        Str number = str_trim((Str){line.s + sizeof field - 1, line.n - (sizeof field - 1)});
        length = str_take_number(&number);
    }
    *content = (Str){end + 4, length};
    return length <= MESSAGE_MAX && length <= rest.n - (size_t)(end + 4 - rest.s);
}

json_t *inbox_next(struct inbox *inbox)
{
    Str content;
    if (!next_content(inbox, &content)) return NULL;
    inbox->at = (size_t)(content.s + content.n - inbox->bytes.s);
    json_t *message = json_loadb(content.s, content.n, JSON_ALLOW_NUL, NULL);
    return message ? message : json_null();
}

void inbox_free(struct inbox *inbox) { buf_free(&inbox->bytes); }

bool send_message(int file, const json_t *message)
{
    char *text = memory_checked(json_dumps(message, JSON_COMPACT));
    struct buf out = {0};
    buf_printf(&out, "Content-Length: %zu\r\n\r\n%s", strlen(text), text);
    free(text);
    size_t at = 0;
    while (at < out.n) {
        ssize_t n = write(file, out.s + at, out.n - at);
        if (n > 0) at += (size_t)n;
        else if (errno != EINTR) break;
    }
    bool fine = at == out.n;
    buf_free(&out);
    return fine;
}
