# Completion of stk and stk-apply in fish: what may stand on a command line, stk itself tells (stk completion --help).

function __stk_words
    set -l typed (commandline --cut-at-cursor --current-token)
    set -l option (string match --regex -- '^(?:--[a-z-]+=)?' $typed)
    set -l path (string replace --regex -- '^--[a-z-]+=' '' $typed)
    for line in (stk completion --words (commandline --cut-at-cursor --tokenize --current-process) "$typed" 2>/dev/null)
        switch $line
            case ':folders'
                printf '%s\n' $option(__fish_complete_directories $path '')
            case ':files'
                printf '%s\n' $option(__fish_complete_path $path)
            case ':files *'
                set -l endings (string split ' ' -- (string replace ':files ' '' -- $line))
                for found in (__fish_complete_path $path)
                    set -l name (string split \t -- $found)[1]
                    if string match --quiet '*/' -- $name; or string match --quiet -- '*'$endings $name
                        printf '%s\n' $option$found
                    end
                end
            case '*'
                printf '%s\n' $line
        end
    end
end

complete --command stk --no-files --arguments '(__stk_words)'
complete --command stk-apply --no-files --arguments '(__stk_words)'
