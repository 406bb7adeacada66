#include "base/sha256.h"

enum { BLOCK = 64, LENGTH = 8 };

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static inline uint32_t turned(uint32_t word, int bits) { return word >> bits | word << (32 - bits); }

static inline uint32_t word_at(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint32_t schedule(uint32_t *w, int i)
{
    uint32_t a = w[(i + 1) & 15], b = w[(i + 14) & 15];
    w[i & 15] += (turned(a, 7) ^ turned(a, 18) ^ a >> 3) + w[(i + 9) & 15] + (turned(b, 17) ^ turned(b, 19) ^ b >> 10);
    return w[i & 15];
}

/* The letters are those of the standard. */
static void take_block(uint32_t state[8], const unsigned char *block)
{
    uint32_t w[16], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < 16; i++) w[i] = word_at(block + 4 * i);
#pragma GCC unroll 64
    for (int i = 0; i < 64; i++) {
        uint32_t t1 = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + (g ^ (e & (f ^ g))) + constants[i] + (i < 16 ? w[i] : schedule(w, i));
        uint32_t t2 = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) | (c & (a | b)));
        h = g; g = f; f = e; e = d + t1;
        d = c; c = b; b = a; a = t1 + t2;
    }
    uint32_t sums[8] = {a, b, c, d, e, f, g, h};
    for (int i = 0; i < 8; i++) state[i] += sums[i];
}

static void take_rest(uint32_t state[8], Str rest, uint64_t bits)
{
    unsigned char last[2 * BLOCK] = {0};
    size_t n = rest.n < BLOCK - LENGTH ? BLOCK : 2 * BLOCK;
    if (rest.n) memcpy(last, rest.s, rest.n);
    last[rest.n] = 0x80;
    for (size_t i = 0; i < LENGTH; i++) last[n - 1 - i] = (unsigned char)(bits >> 8 * i);
    for (size_t at = 0; at < n; at += BLOCK) take_block(state, last + at);
}

struct digest sha256(Str text)
{
    uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    struct digest digest;
    size_t at = 0;
    for (; text.n - at >= BLOCK; at += BLOCK) take_block(state, (const unsigned char *)text.s + at);
    take_rest(state, str_skip(text, at), (uint64_t)text.n * 8);
    for (size_t i = 0; i < sizeof digest.bytes; i++) digest.bytes[i] = (unsigned char)(state[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

bool digest_eq(const struct digest *a, const struct digest *b) { return memcmp(a, b, sizeof *a) == 0; }

Str digest_text(struct arena *arena, const struct digest *digest)
{
    static const char digits[] = "0123456789abcdef";
    char text[2 * sizeof digest->bytes];
    for (size_t i = 0; i < sizeof text; i++) text[i] = digits[digest->bytes[i / 2] >> (i % 2 ? 0 : 4) & 15];
    return arena_copy(arena, (Str){text, sizeof text});
}
