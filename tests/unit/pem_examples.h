/* Certificates and keys that open nothing: made for these tests. */
#ifndef STK_PEM_EXAMPLES_H
#define STK_PEM_EXAMPLES_H

#define PEM_CERTIFICATE /* of 2020 to 2119, with PEM_KEY */ \
    "-----BEGIN CERTIFICATE-----\n" \
    "MIIBBzCBrgIBATAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDAR0ZXN0MCAXDTIwMDEw\n" \
    "MTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAPMQ0wCwYDVQQDDAR0ZXN0MFkwEwYH\n" \
    "KoZIzj0CAQYIKoZIzj0DAQcDQgAE589SMHMdlpmM/YAEVmmQWI4UpVFmVLBTJKuq\n" \
    "2KoHkn03npQnRoEAhtIbZmHrI2RpACH16gx9kdLODWCTn2xPmTAKBggqhkjOPQQD\n" \
    "AgNIADBFAiBPZo1j+ybb5EnuOSH1s3YmOzZc/th14UO7nZ0CHjRQ0AIhAJCi8482\n" \
    "71ohL/K9yQC4zRkPr+urZG7vcAuZdTTLlQac\n" \
    "-----END CERTIFICATE-----\n"

#define PEM_EXPIRED /* of one day in 2020, with PEM_KEY */ \
    "-----BEGIN CERTIFICATE-----\n" \
    "MIIBBTCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDAR0ZXN0MB4XDTIwMDEw\n" \
    "MTAwMDAwMFoXDTIwMDEwMjAwMDAwMFowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqG\n" \
    "SM49AgEGCCqGSM49AwEHA0IABOfPUjBzHZaZjP2ABFZpkFiOFKVRZlSwUySrqtiq\n" \
    "B5J9N56UJ0aBAIbSG2Zh6yNkaQAh9eoMfZHSzg1gk59sT5kwCgYIKoZIzj0EAwID\n" \
    "SAAwRQIhALIXd5q+pucaspCsRaKmjc1DYhut2eKOqBOV7dAvN+xwAiAgZwTNOuRF\n" \
    "UZwl7T9fVIkooQUPiILRatWz+nzdNi1A0Q==\n" \
    "-----END CERTIFICATE-----\n"

#define PEM_EARLY /* of 2119, with PEM_KEY */ \
    "-----BEGIN CERTIFICATE-----\n" \
    "MIIBCjCBsAIBAzAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDAR0ZXN0MCIYDzIxMTkw\n" \
    "MTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMA8xDTALBgNVBAMMBHRlc3QwWTAT\n" \
    "BgcqhkjOPQIBBggqhkjOPQMBBwNCAATnz1Iwcx2WmYz9gARWaZBYjhSlUWZUsFMk\n" \
    "q6rYqgeSfTeelCdGgQCG0htmYesjZGkAIfXqDH2R0s4NYJOfbE+ZMAoGCCqGSM49\n" \
    "BAMCA0kAMEYCIQCoNWLC6LL13beuisB97PNKyfpYUu5EdLN1r0nXVRVYdwIhAK/I\n" \
    "1zWpKgVpGdWFla7uSrpp9z7XzWlYDZf3Ud0XyZQP\n" \
    "-----END CERTIFICATE-----\n"

#define PEM_KEY /* PKCS 8 */ \
    "-----BEGIN PRIVATE KEY-----\n" \
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQglm0k2hOlagWKKHgm\n" \
    "46i/SVscJo0MBmJsRZRKg7lrwq2hRANCAATnz1Iwcx2WmYz9gARWaZBYjhSlUWZU\n" \
    "sFMkq6rYqgeSfTeelCdGgQCG0htmYesjZGkAIfXqDH2R0s4NYJOfbE+Z\n" \
    "-----END PRIVATE KEY-----\n"

#define PEM_KEY_ENCRYPTED /* the same, SEC 1, with a pass phrase */ \
    "-----BEGIN EC PRIVATE KEY-----\n" \
    "Proc-Type: 4,ENCRYPTED\n" \
    "DEK-Info: AES-256-CBC,E42E4CFD0296877879A7A0588E565311\n" \
    "\n" \
    "RmjRwboTnaTWYqs0MFDPa8w+HYLit3nPrWntP6CHJg+0DIuzvdJREhO0ywhJgbQx\n" \
    "JQ4IRTRtUt81cTy+2KSvGq+ahuhper17BEmdwXEbxLyBDYIIENTgxQ8GM+FnfCs3\n" \
    "LEqltS9O5mqIReGmAQsifprGjcqo92CZTvKA9UP8RKQ=\n" \
    "-----END EC PRIVATE KEY-----\n"

#define PEM_KEY_ENCRYPTED_8 /* the same, PKCS 8, with a pass phrase */ \
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" \
    "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgSVXylGASPAAICCAAw\n" \
    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEHPskqzjdlB58UJ6HndGP4QEgZDt\n" \
    "JHcarUlzS7FxGehMtFVHt+PxpJhoaKoFP9ErcgLhU6YrBi01heI8QP+HDAxMZcAT\n" \
    "RsKcp0Ak8wdHkhyINqEdnwKvSdhYq8d99dd7ACYWhTRVw2iiLlcbMGiqGDs/1vnx\n" \
    "4ue+wsdDJc5Tccp8b2TlTWsNqHVjQlaz9YxttFO1BSgzNaZWy8DA3XBPsEUisXM=\n" \
    "-----END ENCRYPTED PRIVATE KEY-----\n"

#define PEM_OTHER_KEY /* of nothing */ \
    "-----BEGIN PRIVATE KEY-----\n" \
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgM9phfiZfJFhOX7SG\n" \
    "mCfAd98MYE+vwPN0/5Mff2EPIxehRANCAAScS5CchKMQVjc8JI9srHiEnN086ofO\n" \
    "HagW2h3At8k40yzL1LbCsQVyLxxMDvWT6Y6tq5S5+lwzFdp7BUXiSCDV\n" \
    "-----END PRIVATE KEY-----\n"

#endif
