#include "builtin_network.h"

#include <arpa/inet.h>
#include <stdlib.h>

/* An address as one number: its first bit is the highest of WIDTH. */
struct network {
    int family;          /* AF_INET or AF_INET6 */
    unsigned width;      /* 32 or 128 bits */
    unsigned prefix;     /* that many bits are fixed */
    unsigned __int128 address;
};

static unsigned __int128 ones(unsigned bits) { return bits >= 128 ? ~(unsigned __int128)0 : ((unsigned __int128)1 << bits) - 1; }

/* "10.0.0.0/8"; an address alone is a network of one. The checker has seen to it that it is either. */
static struct network network_of(struct machine *machine, struct value text)
{
    Str rest = value_str(text), address = str_cut(&rest, '/');
    const char *shown = arena_copy(machine->arena, address).s;
    unsigned char bytes[16];
    struct network network = {.family = strchr(shown, ':') ? AF_INET6 : AF_INET};
    network.width = network.family == AF_INET6 ? 128 : 32;
    if (inet_pton(network.family, shown, bytes) != 1) panic("an address was not checked");
    for (unsigned i = 0; i < network.width / 8; i++) network.address = network.address << 8 | bytes[i];
    network.prefix = rest.n ? (unsigned)str_take_number(&rest) : network.width;
    return network;
}

static Str address_text(struct machine *machine, const struct network *network)
{
    unsigned char bytes[16];
    char text[INET6_ADDRSTRLEN];
    unsigned n = network->width / 8;
    for (unsigned i = 0; i < n; i++) bytes[i] = (unsigned char)(network->address >> (8 * (n - 1 - i)));
    return arena_copy(machine->arena, str_of(inet_ntop(network->family, bytes, text, sizeof text)));
}

/* What is WRONG with the number. */
static struct value fail(struct machine *machine, const struct ir *call, struct value network, const char *wrong, int64_t number)
{
    eval_error(machine, E0504, call->at, "%.*s %s %lld", STR_ARG(value_str(network)), wrong, (long long)number);
    return value_poison();
}

struct value run_cidr_host(struct machine *machine, const struct ir *call, const struct value *args, size_t n)
{
    (void)n;
    struct network network = network_of(machine, args[0]);
    unsigned __int128 hosts = ones(network.width - network.prefix), number;
    int64_t wanted = args[1].integer;
    number = wanted < 0 ? hosts - (unsigned __int128)(-(wanted + 1)) : (unsigned __int128)wanted;
    if ((wanted < 0 && (unsigned __int128)(-(wanted + 1)) > hosts) || number > hosts)
        return fail(machine, call, args[0], "has no address number", wanted);
    network.address = (network.address & ~hosts) | number;
    return value_string(machine->arena, address_text(machine, &network));
}

struct value run_cidr_subnet(struct machine *machine, const struct ir *call, const struct value *args, size_t n)
{
    (void)n;
    struct network network = network_of(machine, args[0]);
    int64_t bits = args[1].integer, wanted = args[2].integer;
    if (bits < 0 || bits > (int64_t)(network.width - network.prefix)) return fail(machine, call, args[0], "cannot be cut by that many bits:", bits);
    if (wanted < 0 || (unsigned __int128)wanted > ones((unsigned)bits)) return fail(machine, call, args[0], "has no part number", wanted);
    unsigned rest = network.width - network.prefix;
    network.address &= ~ones(rest);
    if (bits) network.address |= (unsigned __int128)wanted << (rest - (unsigned)bits);
    Str text = arena_printf(machine->arena, "%.*s/%u", STR_ARG(address_text(machine, &network)), network.prefix + (unsigned)bits);
    return value_string(machine->arena, text);
}

struct value run_cidr_contains(struct machine *machine, const struct ir *call, const struct value *args, size_t n)
{
    (void)call;
    (void)n;
    struct network network = network_of(machine, args[0]), address = network_of(machine, args[1]);
    unsigned __int128 fixed = ~ones(network.width - network.prefix);
    return value_bool(network.family == address.family && ((network.address ^ address.address) & fixed) == 0);
}
