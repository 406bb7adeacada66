/* PEM: texts that hold certificates and the like (RFC 7468), as far as their form tells whether a server reads them. */
#ifndef STK_PEM_H
#define STK_PEM_H

#include "base/base.h"

struct pem_block {
    Str label;    /* "CERTIFICATE" */
    bool headers; /* lines as in mail before the content */
    Str content;  /* DER; in the arena */
};

/* The next block of *TEXT, which is taken away with what stands before it. False: no more. */
bool next_pem_block(struct arena *, Str *text, struct pem_block *);
/* Whether DER is one sequence that begins with a sequence, as certificates and requests are. */
bool is_signed_sequence(Str der);

#endif
