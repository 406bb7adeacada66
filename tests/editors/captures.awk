# captures.awk TOKENS CAPTURES - holds what highlights.scm captures (tree --query) against what the compiler's scanner sees (tokens): of two
# captures of one node the later counts; a text is what lies in one. Prints "FIRST END: CAPTURE, and a KIND" for what does not fit.
BEGIN {
    fits["keyword"] = "^(keyword|boolean|constant.builtin)"
    fits["number"] = "^number"
    fits["comment"] = "^comment"
    fits["name"] = "^(variable|property|module|type|constant$|function|keyword.modifier)" # "external" is a name to the scanner
    fits["sign"] = "^(operator|punctuation|module)"
}
FILENAME == ARGV[2] {
    split($0, part, "\t")
    if (part[5] == "string") { strings++; low[strings] = part[1]; high[strings] = part[2] }
    else capture[part[1] " " part[2]] = part[5]
    next
}
{ order[++n] = $0 }
END {
    for (i = 1; i <= n; i++) {
        split(order[i], token, " ")
        key = token[1] " " token[2]
        if (token[3] == "text") {
            while (at < strings && low[at + 1] <= token[1]) at++
            for (inside = at; inside > 0 && high[inside] < token[2]; inside--);
            if (!inside) print key ": no string, and a text"
        } else if (capture[key] !~ fits[token[3]]) print key ": " capture[key] ", and a " token[3]
    }
}
