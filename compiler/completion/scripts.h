/* stk.bash, stk.zsh and stk.fish, built in, for "stk completion SHELL". */
#ifndef STK_COMPLETION_SCRIPTS_H
#define STK_COMPLETION_SCRIPTS_H

extern const char script_of_bash[], script_of_zsh[], script_of_fish[];

#endif
