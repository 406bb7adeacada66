/* IP addresses and networks, as API servers read them. */
#ifndef STK_ADDRESS_H
#define STK_ADDRESS_H

#include "base/base.h"

struct address {
    unsigned char bytes[16]; /* of IPv4, the first four */
    bool six;                /* IPv6; ::ffff:10.9.8.7 is IPv4 */
    bool loose;              /* leading zeros, or IPv4 within IPv6: servers from 1.36 on refuse both */
};

struct network {
    struct address address;
    size_t bits;
    bool loose;              /* its address or its number of bits is */
};

bool address_in(Str, struct address *);
bool network_in(Str, struct network *); /* 10.9.0.0/16 */

bool address_is_canonical(Str);         /* written as the server writes it */
bool network_is_canonical(Str);
/* Whether others can send to it: not loopback, not link-local, not 0.0.0.0. */
bool address_is_reachable(const struct address *);
bool network_has_host_bits(const struct network *);
/* INNER is a part of OUTER, and not all of it. */
bool network_is_within(const struct network *inner, const struct network *outer);

#endif
