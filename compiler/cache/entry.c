#include "entry.h"

/* ---- writing ---- */

static void put_number(struct buf *out, uint64_t number) { buf_put(out, (const char *)&number, sizeof number); }

static void put_text(struct buf *out, Str text)
{
    put_number(out, text.n);
    buf_str(out, text);
}

static void put_files(struct buf *out, const struct known_files *files)
{
    put_number(out, files->v.n);
    for (size_t i = 0; i < files->v.n; i++) {
        const struct known_file *file = &files->v.at[i];
        buf_put(out, (const char *)&file->stamp, sizeof file->stamp);
        buf_put(out, (const char *)&file->digest, sizeof file->digest);
        put_text(out, (Str){file->name, strlen(file->name) + 1});
    }
}

void put_entry(struct buf *out, const struct entry *entry)
{
    put_number(out, (uint64_t)entry->asked);
    put_text(out, entry->answer.said);
    put_text(out, entry->answer.summary);
    put_files(out, &entry->answer.read);
    put_files(out, &entry->answer.written);
    put_number(out, hash_bytes(out->s, out->n, 0));
}

/* ---- reading ---- */

struct reader {
    struct arena *arena;
    Str rest;
    bool fine;
};

static Str take_bytes(struct reader *reader, size_t n)
{
    reader->fine &= n <= reader->rest.n;
    if (!reader->fine) return STR("");
    Str bytes = {reader->rest.s, n};
    reader->rest = str_skip(reader->rest, n);
    return bytes;
}

static void take(struct reader *reader, void *to, size_t n)
{
    Str bytes = take_bytes(reader, n);
    if (reader->fine) memcpy(to, bytes.s, n);
}

static uint64_t take_number(struct reader *reader)
{
    uint64_t number = 0;
    take(reader, &number, sizeof number);
    return number;
}

static Str take_text(struct reader *reader) { return take_bytes(reader, take_number(reader)); }

static void take_files(struct reader *reader, struct known_files *files)
{
    for (uint64_t n = take_number(reader); n > 0 && reader->fine; n--) {
        struct known_file file = {0};
        take(reader, &file.stamp, sizeof file.stamp);
        take(reader, &file.digest, sizeof file.digest);
        file.name = take_text(reader).s;
        vec_push(reader->arena, &files->v, file);
    }
}

bool take_entry(struct arena *arena, Str bytes, struct entry *entry)
{
    uint64_t hash;
    *entry = (struct entry){0};
    if (bytes.n < sizeof hash) return false;
    struct reader reader = {arena, {bytes.s, bytes.n - sizeof hash}, true};
    memcpy(&hash, bytes.s + reader.rest.n, sizeof hash);
    if (hash != hash_bytes(reader.rest.s, reader.rest.n, 0)) return false;
    entry->asked = (int64_t)take_number(&reader);
    entry->answer.said = take_text(&reader);
    entry->answer.summary = take_text(&reader);
    take_files(&reader, &entry->answer.read);
    take_files(&reader, &entry->answer.written);
    return reader.fine && !reader.rest.n;
}
