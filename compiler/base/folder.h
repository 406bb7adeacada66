/* Folders on disk: making, removing, and the files in them. */
#ifndef STK_FOLDER_H
#define STK_FOLDER_H

#include "base/base.h"

/* A new one below $TMPDIR or /tmp, mode 0700; its absolute path. NULL: errno says why. */
const char *temporary_folder(struct arena *);
/* With all that is in it; what cannot be removed stays. */
void remove_folder(struct arena *, const char *folder);
/* Runs WORK in a process of its own, with a new folder that is removed however that process ends. Returns WORK's result;
 * 130: interrupted, 70: it crashed, 1: there is no folder (reported). */
int with_temporary_folder(int (*work)(void *context, const char *folder), void *context);

/* With those above it, as far as they are missing. False: errno says why. */
bool make_folders(const char *path);

/* Whether PATH is FOLDER or lies below it, both written alike. */
bool is_at_or_below(Str path, Str folder);

/* How long the nearest folder at or above PATH, an absolute one, is that has a .git; 0: there is none. */
size_t repository_length(struct arena *, Str path);
/* Where FOLDER, which is there, lies in its git repository, as in "stacks/shop"; empty: at its top, or in none. */
Str folder_in_repository(struct arena *, const char *folder);

/* BYTES become the file PATH, by way of PATH.part, so that nothing is half there. False: errno says why, and PATH is as it was. */
bool replace_file(const char *path, Str bytes);

struct file_list { VEC(const char *) v; };

/* What is found in folders. What is hidden is not. */
struct file_filter {
    bool (*takes)(const char *name);                         /* a file by its name */
    bool (*skips)(struct arena *, const char *folder);       /* a folder by its path; NULL: none */
};
bool is_stk_source(const char *name); /* NAME.stk, for takes */
/* Adds PATH; of a folder the files in it and below that the filter takes, sorted. Links to folders are not followed. */
void folder_files(struct arena *, const char *path, const struct file_filter *, struct file_list *);

#endif
