#include "objects/secret_makers.h"

const struct secret_maker *secret_maker_of(const char *kind)
{
    static const struct secret_maker makers[] = {
        {"ExternalSecret", "target", "name"}, {"Certificate", "secretName", NULL}, {"SealedSecret", "template", "metadata"},
    };
    for (size_t i = 0; i < COUNT(makers); i++)
        if (strcmp(kind, makers[i].kind) == 0) return &makers[i];
    return NULL;
}
