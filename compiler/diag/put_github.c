#include "diag/findings.h"

/* As the runner reads them (ActionCommand.cs of actions/runner 2.3): '%' and ends of lines are escaped in messages; in properties also what
 * ends one. */
static void put_escaped(struct buf *out, const char *text, bool property)
{
    for (; *text; text++) {
        bool escaped = *text == '%' || *text == '\r' || *text == '\n' || (property && (*text == ':' || *text == ','));
        if (escaped) buf_printf(out, "%%%02X", (unsigned)*text);
        else buf_char(out, *text);
    }
}

static void put_file(struct buf *out, const json_t *finding)
{
    buf_str(out, STR("file="));
    put_escaped(out, json_string_value(json_object_get(finding, "path")), true);
}

static void put_title(struct buf *out, const json_t *finding)
{
    buf_printf(out, "title=%s%%3A ", json_string_value(json_object_get(finding, "code")));
    put_escaped(out, json_string_value(json_object_get(finding, "title")), true);
}

static void put_message(struct buf *out, const json_t *finding)
{
    size_t i;
    json_t *line;
    put_escaped(out, json_string_value(json_object_get(finding, "text")), false);
    json_array_foreach(json_object_get(finding, "more"), i, line) {
        buf_str(out, STR("%0A"));
        put_escaped(out, json_string_value(line), false);
    }
    json_array_foreach(json_object_get(finding, "stacks"), i, line) {
        buf_str(out, i ? STR(", ") : STR("%0Ain "));
        put_escaped(out, json_string_value(line), false);
    }
}

void put_github(struct buf *out, const json_t *findings)
{
    const char *key;
    json_t *finding;
    json_object_foreach((json_t *)findings, key, finding) {
        buf_printf(out, "::%s ", json_string_value(json_object_get(finding, "severity")));
        put_file(out, finding);
        buf_printf(out, ",line=%d,col=%d,", (int)json_integer_value(json_object_get(finding, "line")),
                (int)json_integer_value(json_object_get(finding, "column")));
        put_title(out, finding);
        buf_str(out, STR("::"));
        put_message(out, finding);
        buf_char(out, '\n');
    }
}
