# Links between files of the repository become links between the pages made of them.
s#href="(\.\./)?grammar/README\.md(\#[^"]*)?"#href="language.html\2"#g
s#href="(\.\./)?grammar/errors\.md(\#[^"]*)?"#href="errors.html\2"#g
s#href="(\.\./)?tests/bench/RESULTS\.md"#href="benchmarks.html"#g
s#href="(\.\./)?CHANGELOG\.md"#href="changelog.html"#g
s#href="guide\.md(\#[^"]*)?"#href="guide.html\1"#g
