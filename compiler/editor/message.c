#include "editor/message.h"

#include <errno.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static void forget_taken(struct inbox *inbox)
{
    memmove(inbox->bytes.s, inbox->bytes.s + inbox->at, inbox->bytes.n - inbox->at);
    inbox->bytes.n -= inbox->at;
    inbox->at = 0;
}

enum { STEP = 64 << 10 };

static bool begin_reading(struct inbox *inbox)
{
    if (inbox->at) forget_taken(inbox);
    if (inbox->bytes.n > MESSAGE_MAX) return false;
    buf_need(&inbox->bytes, STEP);
    return true;
}

bool inbox_read(struct inbox *inbox)
{
    if (!begin_reading(inbox)) return false;
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

static bool send_bytes(int file, Str bytes)
{
    size_t at = 0;
    while (at < bytes.n) {
        ssize_t n = write(file, bytes.s + at, bytes.n - at);
        if (n > 0) at += (size_t)n;
        else if (errno != EINTR) return false;
    }
    return true;
}

static void put_message(struct buf *out, const json_t *message)
{
    char *text = memory_checked(json_dumps(message, JSON_COMPACT));
    buf_printf(out, "Content-Length: %zu\r\n\r\n%s", strlen(text), text);
    free(text);
}

bool send_message(int file, const json_t *message)
{
    struct buf out = {0};
    put_message(&out, message);
    bool fine = send_bytes(file, (Str){out.s, out.n});
    buf_free(&out);
    return fine;
}

/* ---- with a file ---- */

/* What the kernel wants around the number of one file. */
union passing {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(sizeof(int))];
};

static ssize_t send_first_byte(int socket, char *byte, int passed)
{
    union passing passing = {.head = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    memcpy(CMSG_DATA(&passing.head), &passed, sizeof passed);
    struct iovec bytes = {byte, 1};
    struct msghdr all = {.msg_iov = &bytes, .msg_iovlen = 1, .msg_control = &passing, .msg_controllen = sizeof passing};
    ssize_t n;
    do n = sendmsg(socket, &all, 0);
    while (n < 0 && errno == EINTR);
    return n;
}

bool send_message_with(int socket, const json_t *message, int passed)
{
    struct buf out = {0};
    put_message(&out, message);
    bool fine = send_first_byte(socket, out.s, passed) == 1 && send_bytes(socket, (Str){out.s + 1, out.n - 1});
    buf_free(&out);
    return fine;
}

bool inbox_read_with(struct inbox *inbox, int *passed)
{
    *passed = -1;
    if (!begin_reading(inbox)) return false;
    union passing passing = {0};
    struct iovec bytes = {inbox->bytes.s + inbox->bytes.n, STEP};
    struct msghdr all = {.msg_iov = &bytes, .msg_iovlen = 1, .msg_control = &passing, .msg_controllen = sizeof passing};
    ssize_t n;
    do n = recvmsg(inbox->file, &all, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n > 0) inbox->bytes.n += (size_t)n;
    if (n > 0 && all.msg_controllen >= CMSG_LEN(sizeof(int)) && passing.head.cmsg_type == SCM_RIGHTS)
        memcpy(passed, CMSG_DATA(&passing.head), sizeof *passed);
    return n > 0;
}
