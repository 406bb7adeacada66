/* The address of a package in an OCI registry: oci://HOST[:PORT]/REPOSITORY, with :TAG or @DIGEST behind it. */
#ifndef STK_OCI_ADDRESS_H
#define STK_OCI_ADDRESS_H

#include "base/base.h"

struct oci_address {
    Str host;       /* with its port */
    Str repository; /* "team/shopkit" */
    Str tag;        /* empty: none */
    Str digest;     /* "sha256:…"; empty: none */
};

/* The parts are slices of TEXT. False: it is no address (distribution specification 1.1). */
bool oci_address_parse(Str text, struct oci_address *);
bool is_tag(Str);
bool is_digest(Str); /* "sha256:" and 64 digits of base 16 in small letters */
/* Of some bytes, as above. */
Str digest_of(struct arena *, Str bytes);

#endif
