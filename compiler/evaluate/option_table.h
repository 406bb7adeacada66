/* Tables of options: which sections, options and values the configuration files of one release of a program may have.
 * A table is text, one line for each option; grammar/README.md ("Option tables") tells its format. */
#ifndef STK_OPTION_TABLE_H
#define STK_OPTION_TABLE_H

#include "base/base.h"

enum config_type {
    CONFIG_BOOL, CONFIG_INT, CONFIG_FLOAT, CONFIG_PORT, CONFIG_STRING, CONFIG_HOST, CONFIG_IP, CONFIG_URI,
    CONFIG_CHOICE,
    CONFIG_LIST,     /* items with commas between them */
    CONFIG_MAP,      /* key:value items with commas between them */
    CONFIG_MULTI,    /* may be repeated */
    CONFIG_RENAMED,  /* a name of old */
};

struct config_option {
    const struct name *name;
    enum config_type type;
    bool secret;                             /* it carries a password or the like */
    bool deprecated;                         /* a later release does not have it any more */
    double low, high;                        /* limits of numbers; infinite: none */
    Str choices;                             /* OPTION_CHOICE: separated by '|' */
    const struct name *new_section, *new_name; /* OPTION_RENAMED */
};

/* But for their limits, choices and future. */
bool same_option(const struct config_option *, const struct config_option *);

struct option_section {
    const struct name *name;
    bool pattern;      /* sections of this kind have names that people choose */
    struct map by_name; /* name to struct config_option */
    VEC(struct config_option *) options;
};

struct option_table {
    Str text;            /* that it was read from */
    struct map by_name;  /* name to struct option_section; those of patterns apart */
    struct map patterns;
    VEC(struct option_section *) sections;
};

/* Texts of the table stay shared with TEXT. NULL: *BAD_LINE (from 1) is none of a table. */
const struct option_table *option_table_read(struct arena *, struct names *, Str text, size_t *bad_line);

#endif
