#include "secret/secret.h"

#include "access/secret_file.h"
#include "base/base64.h"

#include <errno.h>
#include <sys/random.h>

static void random_bytes(char *into, size_t n)
{
    while (n) {
        ssize_t got = getrandom(into, n, 0);
        if (got < 0 && errno != EINTR) panic("the kernel gives no random numbers");
        if (got < 0) continue;
        into += got;
        n -= (size_t)got;
    }
}

/* Bytes above the last multiple of the alphabet's size would make its first characters likelier. */
static void put_password(struct buf *out, size_t length)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    enum { SIZE = sizeof alphabet - 1, FAIR = 256 / SIZE * SIZE };
    unsigned char bytes[64];
    buf_widen(out, length);
    for (size_t end = out->n + length; out->n < end;) {
        random_bytes((char *)bytes, sizeof bytes);
        for (size_t i = 0; i < sizeof bytes && out->n < end; i++)
            if (bytes[i] < FAIR) out->s[out->n++] = alphabet[bytes[i] % SIZE];
    }
    explicit_bzero(bytes, sizeof bytes);
}

static void put_hex(struct buf *out, Str bytes)
{
    static const char digits[] = "0123456789abcdef";
    buf_widen(out, 2 * bytes.n);
    for (size_t i = 0; i < bytes.n; i++) {
        out->s[out->n++] = digits[(unsigned char)bytes.s[i] >> 4];
        out->s[out->n++] = digits[(unsigned char)bytes.s[i] & 15];
    }
}

/* With its padding, as programs with Fernet keys want it. */
static void put_base64url(struct buf *out, Str bytes)
{
    size_t from = out->n;
    buf_widen(out, bytes.n / 3 * 4 + 8);
    base64_encode(bytes, out);
    for (size_t i = from; i < out->n; i++)
        if (out->s[i] == '+' || out->s[i] == '/') out->s[i] = out->s[i] == '+' ? '-' : '_';
}

static void put_key(struct buf *out, size_t length, bool hex)
{
    struct buf key = {0};
    buf_need(&key, length);
    random_bytes(key.s, length);
    key.n = length;
    (hex ? put_hex : put_base64url)(out, (Str){key.s, key.n});
    buf_wipe(&key);
}

void recipe_value(const struct secret *secret, struct buf *out)
{
    if (secret->recipe == RECIPE_PASSWORD) put_password(out, secret->length);
    else put_key(out, secret->length, secret->hex);
}
