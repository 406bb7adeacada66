#include "json_events.h"

#include "value/json_scan.h"

static void scalar_event(struct arena *arena, struct json_events *json, yaml_event_t *event)
{
    struct json_scan scan = {.text = json->text, .at = json->at};
    Str raw = json_skip(&scan);
    bool quoted = raw.s[0] == '"';
    Str text = arena_copy(arena, quoted ? json_text_of(arena, raw) : raw);
    event->type = YAML_SCALAR_EVENT;
    event->data.scalar.value = (yaml_char_t *)text.s;
    event->data.scalar.length = text.n;
    event->data.scalar.plain_implicit = !quoted;
    event->data.scalar.style = quoted ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : YAML_PLAIN_SCALAR_STYLE;
    json->at = scan.at;
}

bool json_next(struct arena *arena, struct json_events *json, yaml_event_t *event)
{
    *event = (yaml_event_t){0};
    while (json->at < json->text.n && strchr(" \t\r\n,:", json->text.s[json->at])) json->at++;
    if (json->at >= json->text.n) return false;
    char first = json->text.s[json->at];
    event->start_mark.index = json->at;
    if (first == '{' || first == '[') {
        event->type = first == '{' ? YAML_MAPPING_START_EVENT : YAML_SEQUENCE_START_EVENT;
        vec_push(arena, &json->open, first == '{' ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT);
        json->at++;
    } else if (first == '}' || first == ']') {
        event->type = json->open.at[--json->open.n];
        json->at++;
    } else scalar_event(arena, json, event);
    event->end_mark.index = json->at;
    return true;
}
