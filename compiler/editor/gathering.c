/* Requests of the whole workspace: each folder answers a part. */
#include "editor/server.h"

/* SIZE_MAX: it is none of these. */
static size_t number_of(const struct server *server, const json_t *id)
{
    for (size_t i = 0; i < json_array_size(server->gathering); i++)
        if (json_equal(json_object_get(json_array_get(server->gathering, i), "id"), id)) return i;
    return SIZE_MAX;
}

bool drop_request(struct server *server, const json_t *id, const struct folder *but)
{
    bool waits = false;
    for (size_t i = 0; i < server->nfolders; i++)
        if (server->folders[i] != but) waits |= forget_pending(server->folders[i], id);
    size_t number = number_of(server, id);
    if (number != SIZE_MAX) json_array_remove(server->gathering, number);
    return waits;
}

static const char *name_of_part(const struct folder *folder) { return folder->setting.folder ? folder->setting.folder : ""; }

/* The parts come in the order of the folders, whoever is the fastest. */
void ask_all(struct server *server, json_t *request)
{
    json_t *parts = json_object(), *id = json_object_get(request, "id");
    for (size_t i = 0; i < server->nfolders; i++) json_object_set_new(parts, name_of_part(server->folders[i]), json_array());
    json_array_append_new(server->gathering, json_pack("{s:O, s:I, s:o}", "id", id, "left", (json_int_t)server->nfolders, "parts", parts));
    for (size_t i = 0; i < server->nfolders && number_of(server, id) != SIZE_MAX; i++) {
        json_t *part = json_copy(request); /* how often it was asked is its own */
        ask(server, server->folders[i], part);
        json_decref(part);
    }
}

static json_t *joined(const json_t *parts)
{
    json_t *all = json_array(), *part;
    const char *name;
    json_object_foreach((json_t *)(uintptr_t)parts, name, part) json_array_extend(all, part);
    return all;
}

void take_response(struct server *server, const struct folder *folder, json_t *response)
{
    const json_t *id = json_object_get(response, "id");
    size_t number = number_of(server, id);
    if (number == SIZE_MAX) {
        send_to_editor(server, response);
        return;
    }
    json_t *gathered = json_array_get(server->gathering, number), *parts = json_object_get(gathered, "parts");
    json_int_t left = json_integer_value(json_object_get(gathered, "left")) - 1;
    json_array_extend(json_object_get(parts, name_of_part(folder)), json_object_get(response, "result"));
    json_object_set_new(gathered, "left", json_integer(left));
    if (!left) respond(server, id, joined(parts));
    if (!left) json_array_remove(server->gathering, number);
    json_decref(response);
}
