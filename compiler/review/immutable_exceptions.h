/* When a field that cannot change can change all the same: what the table in immutable.c cannot say.
 * Each is named after what has to hold. Versions are those in which the server's feature is on by default. */
#ifndef STK_IMMUTABLE_EXCEPTIONS_H
#define STK_IMMUTABLE_EXCEPTIONS_H

#include "review/immutable.h"

immutable_exception was_unset, is_set, is_same_set;                                           /* of any field */
immutable_exception has_volume, gets_class, becomes_class, grows;                             /* claims */
immutable_exception is_no_source, is_whole_driver;                                            /* volumes */
immutable_exception scales_indexed, is_of_suspended_job, is_open_in_pod;                      /* jobs and pods */
immutable_exception gets_address, is_external_name, is_no_load_balancer, is_unchecked, keeps_first_family; /* Services */
immutable_exception adds_second_range, keeps_stored_versions;

#endif
