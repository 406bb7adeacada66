#include "address.h"

#include <arpa/inet.h>
#include <ctype.h>

enum { FOUR = 4, SIX = 16 };

/* TEXT without leading zeros in IPv4, which servers before 1.36 read as decimal. */
static bool without_zeros(Str text, char copy[static INET6_ADDRSTRLEN + 1], bool *zeros)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        bool leading = text.s[i] == '0' && (n == 0 || copy[n - 1] == '.') && i + 1 < text.n && isdigit((unsigned char)text.s[i + 1]);
        *zeros |= leading;
        if (leading) continue;
        if (n == INET6_ADDRSTRLEN) return false;
        copy[n++] = text.s[i];
    }
    copy[n] = '\0';
    return true;
}

static bool four_in(Str text, struct address *address)
{
    char copy[INET6_ADDRSTRLEN + 1];
    return without_zeros(text, copy, &address->loose) && inet_pton(AF_INET, copy, address->bytes) == 1;
}

static bool six_in(Str text, struct address *address)
{
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    char copy[INET6_ADDRSTRLEN + 1];
    if (text.n > INET6_ADDRSTRLEN) return false;
    memcpy(copy, text.s, text.n);
    copy[text.n] = '\0';
    if (inet_pton(AF_INET6, copy, address->bytes) != 1) return false;
    address->six = memcmp(address->bytes, mapped, sizeof mapped) != 0;
    if (address->six) return true;
    memmove(address->bytes, address->bytes + sizeof mapped, FOUR);
    address->loose = true;
    return true;
}

bool address_in(Str text, struct address *address)
{
    *address = (struct address){0};
    return memchr(text.s, ':', text.n) ? six_in(text, address) : four_in(text, address);
}

bool network_in(Str text, struct network *network)
{
    Str rest = text, address = str_cut(&rest, '/');
    if (address.n == text.n || !address_in(address, &network->address) || rest.n == 0 || rest.n > 3) return false;
    network->loose = network->address.loose || (rest.n > 1 && rest.s[0] == '0');
    network->bits = str_take_number(&rest);
    return rest.n == 0 && network->bits <= (network->address.six ? 8 * SIX : 8 * FOUR);
}

bool address_is_canonical(Str text)
{
    struct address address;
    char written[INET6_ADDRSTRLEN];
    if (!address_in(text, &address) || address.loose) return false;
    inet_ntop(address.six ? AF_INET6 : AF_INET, address.bytes, written, sizeof written);
    return str_is(text, written);
}

bool network_is_canonical(Str text)
{
    struct network network;
    Str rest = text;
    return network_in(text, &network) && !network.loose && !network_has_host_bits(&network) && address_is_canonical(str_cut(&rest, '/'));
}

bool address_is_reachable(const struct address *address)
{
    static const unsigned char none[SIX], self[SIX] = {[SIX - 1] = 1};
    const unsigned char *b = address->bytes;
    if (memcmp(b, none, address->six ? SIX : FOUR) == 0) return false;
    if (!address->six) return b[0] != 127 && !(b[0] == 169 && b[1] == 254) && !(b[0] == 224 && b[1] == 0 && b[2] == 0);
    bool link_local = (b[0] == 0xfe && (b[1] & 0xc0) == 0x80) || (b[0] == 0xff && (b[1] & 0x0f) == 0x02);
    return !link_local && memcmp(b, self, SIX) != 0;
}

static bool bit(const struct address *address, size_t i) { return address->bytes[i / 8] >> (7 - i % 8) & 1; }

bool network_has_host_bits(const struct network *network)
{
    for (size_t i = network->bits; i < (network->address.six ? 8 * SIX : 8 * FOUR); i++)
        if (bit(&network->address, i)) return true;
    return false;
}

bool network_is_within(const struct network *inner, const struct network *outer)
{
    if (inner->address.six != outer->address.six || inner->bits <= outer->bits) return false;
    for (size_t i = 0; i < outer->bits; i++)
        if (bit(&inner->address, i) != bit(&outer->address, i)) return false;
    return true;
}
