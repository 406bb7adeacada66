[(body) (assertions) (record) (record_type) (overrides) (list) (list_loop) (record_loop) (arguments) (parameters)] @indent.begin
["}" "]" ")"] @indent.branch
[(text) (comment) (doc_comment)] @indent.auto
