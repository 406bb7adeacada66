/* Certificates and private keys in PEM. Nothing of them is told. */
#ifndef STK_PEM_H
#define STK_PEM_H

#include "base/base.h"

/* NULL: fine; else what is wrong: "is no certificate in PEM". */
const char *pem_certificate_problem(Str certificate);              /* its first one can be read */
const char *pem_pair_problem(Str certificate, Str key);            /* KEY is that of the first certificate */
const char *pem_time_problem(Str certificate);                     /* the first certificate is valid today */

#endif
