/* Plain words, as kubectl 1.36 and 1.20 take them. */
#include "value/plain_word.h"
#include "value/serialize.h"

#include "test.h"

static struct arena *arena;

/* KEY: of a map; NULL: it is not asked. */
static const struct { const char *text, *json, *key; } words[] = {
    /* numbers: a leading 0 is octal when the digits are, else it is nothing */
    {"0", "0", "0"}, {"0644", "420", "420"}, {"0o644", "420", "420"}, {"0O17", "15", NULL}, {"0x1F", "31", "31"}, {"0b11", "3", "3"}, {"0B11", "3", NULL},
    {"08", "8", "8"}, {"09", "9", "9"}, {"08.5", "8.5", NULL}, {"01.5", "1.5", NULL}, {"-010", "-8", NULL}, {"+010", "8", NULL}, {"-0x10", "-16", NULL},
    {"1_000", "1000", "1000"}, {"1_", "1", NULL}, {"0x_1", "1", NULL}, {"1e1_0", "10000000000", NULL}, {"5_.5", "5.5", NULL}, {".5_5", "0.55", NULL},
    {"+1", "1", "1"}, {"-0", "0", "0"}, {"3.0", "3", "3"}, {"1e1", "10", "10"}, {"1e3", "1000", "1000"}, {"1.e3", "1000", NULL}, {"1E-5", "1e-05", "1e-05"},
    {"1e6", "1000000", "1e+06"}, {".5", "0.5", "0.5"}, {"-.5", "-0.5", NULL}, {"0.1e-7", "1e-08", "1e-08"}, {"1.27", "1.27", "1.27"},
    {"9007199254740993", "9007199254740993", NULL}, {"-9223372036854775808", "-9223372036854775808", NULL},
    {"18446744073709551616", "1.8446744073709552e+19", "1.8446744e+19"}, {"1e300", "1e+300", ".inf"},
    /* text */
    {"0o8", "\"0o8\"", "0o8"}, {"0o", "\"0o\"", NULL}, {"0x", "\"0x\"", NULL}, {"0b2", "\"0b2\"", NULL}, {"_1", "\"_1\"", NULL}, {".5_", "\".5_\"", NULL},
    {"._5", "\"._5\"", NULL}, {".", "\".\"", NULL}, {"-", "\"-\"", NULL}, {"+-1", "\"+-1\"", NULL}, {"1e", "\"1e\"", NULL}, {"1e400", "\"1e400\"", NULL},
    {"12:30:45", "\"12:30:45\"", NULL}, {"2026-01-02", "\"2026-01-02\"", NULL}, {"1.2.3", "\"1.2.3\"", "1.2.3"}, {"0x1p3", "\"0x1p3\"", NULL},
    {"=", "\"=\"", NULL}, {"inf", "\"inf\"", NULL}, {"NaN", "\"NaN\"", NULL}, {"+.nan", "\"+.nan\"", NULL}, {"nULL", "\"nULL\"", NULL}, {"oFF", "\"oFF\"", "oFF"},
    {"yEs", "\"yEs\"", NULL}, {"e3", "\"e3\"", NULL}, {"true.", "\"true.\"", NULL},
    /* words */
    {"", "null", ""}, {"~", "null", ""}, {"null", "null", ""}, {"Null", "null", ""}, {"NULL", "null", ""}, {"true", "true", "true"}, {"Yes", "true", "true"},
    {"y", "true", "true"}, {"On", "true", "true"}, {"FALSE", "false", "false"}, {"N", "false", "false"}, {"off", "false", "false"},
};

static Str json_of(struct value value)
{
    struct buf out = {0};
    write_json(&out, value, -1);
    Str text = arena_copy(arena, (Str){out.s, out.n});
    buf_free(&out);
    return text;
}

static bool words_are_taken_as_kubectl_takes_them(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(words); i++) {
        Str text = str_of(words[i].text);
        fine &= same_text(text.s, str_of(words[i].json), json_of(plain_word_value(arena, plain_word(text), text)));
    }
    return fine;
}

static bool keys_are_written_as_kubectl_writes_them(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(words); i++) {
        Str text = str_of(words[i].text);
        if (words[i].key) fine &= same_text(text.s, str_of(words[i].key), plain_word_key(arena, plain_word(text), text));
    }
    return fine;
}

static bool infinite_numbers_are_known(void)
{
    static const char *const texts[] = {".inf", "+.Inf", "-.INF", ".nan", ".NaN"};
    bool fine = true;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct word word = plain_word(str_of(texts[i]));
        fine &= word.kind == WORD_FLOAT && word.real - word.real != 0;
    }
    return fine;
}

/* More digits than are looked at are text. */
static bool long_words_are_text(void)
{
    char digits[2000];
    memset(digits, '1', sizeof digits);
    digits[sizeof digits - 1] = '\0';
    return plain_word(str_of(digits)).kind == WORD_TEXT && plain_word(str_of(digits + sizeof digits - 301)).kind == WORD_FLOAT;
}

static const struct unit_test tests[] = {
    {"words are taken as kubectl takes them", words_are_taken_as_kubectl_takes_them},
    {"keys are written as kubectl writes them", keys_are_written_as_kubectl_writes_them},
    {"infinite numbers are known", infinite_numbers_are_known},
    {"long words are text", long_words_are_text},
};

int main(void)
{
    arena = arena_new(0);
    int status = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return status;
}
