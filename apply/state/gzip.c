#include "state/archive.h"

#include "common/exit_code.h"

#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16, ROOM = 256 * 1024 };

/* zlib counts in 32 bits: input and output are given in pieces. */
static void feed(z_stream *stream, Str *text)
{
    size_t n = text->n < ROOM ? text->n : ROOM;
    if (stream->avail_in || !n) return;
    stream->next_in = (Bytef *)(uintptr_t)text->s;
    stream->avail_in = (uInt)n;
    *text = (Str){text->s + n, text->n - n};
}

static void make_room(z_stream *stream, struct buf *out)
{
    buf_need(out, ROOM);
    stream->next_out = (Bytef *)out->s + out->n;
    stream->avail_out = ROOM;
}

bool gzip_pack(Str text, struct buf *out, struct problem *problem)
{
    z_stream stream = {0};
    int result = deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, MAX_MEM_LEVEL - 1, Z_DEFAULT_STRATEGY);
    while (result == Z_OK) {
        feed(&stream, &text);
        make_room(&stream, out);
        result = deflate(&stream, text.n ? Z_NO_FLUSH : Z_FINISH);
        out->n += ROOM - stream.avail_out;
    }
    deflateEnd(&stream);
    return result == Z_STREAM_END || problem_set(problem, EXIT_ERROR, "zlib cannot pack: %s", zError(result));
}

static const char *trouble_of(int result, size_t size, size_t most)
{
    if (size > most) return "it is too large";
    return result == Z_OK || result == Z_BUF_ERROR ? "its end is missing" : "its bytes are not what was packed";
}

bool gzip_unpack(Str packed, size_t most, struct buf *out, struct problem *problem)
{
    z_stream stream = {0};
    size_t before = out->n;
    int result = inflateInit2(&stream, GZIP_WINDOW);
    while (result == Z_OK && out->n - before <= most) {
        feed(&stream, &packed);
        make_room(&stream, out);
        result = inflate(&stream, Z_NO_FLUSH);
        out->n += ROOM - stream.avail_out;
    }
    size_t behind = packed.n + stream.avail_in, size = out->n - before;
    inflateEnd(&stream);
    if (result == Z_STREAM_END && size <= most && !behind) return true;
    out->n = before;
    return problem_set(problem, EXIT_ERROR, "the archive is damaged: %s", trouble_of(result, size, most));
}
