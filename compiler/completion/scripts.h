/* stk.bash, stk.zsh and stk.fish, built in, for "stk completion SHELL". */
#ifndef STK_COMPLETION_SCRIPTS_H
#define STK_COMPLETION_SCRIPTS_H

extern const char script_of_stk_bash[], script_of_stk_zsh[], script_of_stk_fish[];

#endif
