# Makes a page of the site from what cmark-gfm has made of Markdown: the sections become entries that can be searched, with ids and contents.
#
#     awk -v title=TITLE -v search=1 -f site/page.awk FILE      without search there are no contents either: main alone
#
# Codes of messages lead to the page of errors, and paths of the repository to the pages made of these files.

function slug(text, was) {
    gsub(/<[^>]*>|&[a-z]+;/, "", text)
    if (text ~ /^[EW][0-9][0-9][0-9][0-9] /) return substr(text, 1, 5)
    text = tolower(text)
    gsub(/[^a-z0-9 _-]/, "", text)
    gsub(/ /, "-", text)
    was = seen[text]++
    return was ? text "-" was : text
}

function heading(line) {
    gsub(/^<h[1-6]>|<\/h[1-6]>$/, "", line)
    return line
}

function plain(text) {
    gsub(/<[^>]*>/, "", text)
    gsub(/"/, "\\&quot;", text)
    return text
}

# Every code of a message outside of a link.
function with_links(line, done, code, before) {
    while (match(line, /[EW][0-9][0-9][0-9][0-9]/)) {
        code = substr(line, RSTART, RLENGTH)
        before = substr(line, 1, RSTART - 1)
        done = done before (before ~ /[A-Za-z0-9#"\/]$/ ? code : "<a href=\"errors.html#" code "\">" code "</a>")
        line = substr(line, RSTART + RLENGTH)
    }
    return done line
}

function close_article() {
    if (open) body = body "</article>\n"
    open = 0
}

/<pre>/ { inside = 1 }
/^<h2>/ && !inside {
    close_article()
    text = heading($0)
    id = slug(text)
    body = body "<article id=\"" id "\" data-entry=\"section " plain(text) "\">\n<h2>" text "</h2>\n"
    contents = contents "<li><a href=\"#" id "\">" text "</a></li>\n"
    open = 1
    next
}
/^<h[3-6]>/ && !inside {
    body = body substr($0, 1, 3) " id=\"" slug(heading($0)) "\">" heading($0) "</h" substr($0, 3, 1) ">\n"
    next
}
{ body = body (inside || !search ? $0 : with_links($0)) "\n" }
/<\/pre>/ { inside = 0 }
END {
    close_article()
    if (search) {
        print "<nav>\n<input type=\"search\" placeholder=\"Search ( / )\" aria-label=\"Search\">\n<div id=\"count\" aria-live=\"polite\"></div>"
        print "<details open><summary>" title "</summary><ul>\n" contents "</ul></details>\n</nav>"
    }
    print "<main>\n<section>\n" body "</section>\n</main>"
}
