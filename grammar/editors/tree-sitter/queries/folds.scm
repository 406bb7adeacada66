[(body) (assertions) (record) (record_type) (overrides) (list) (arguments) (text)] @fold
