pub fn json_schemas() -> Vec<(&'static str, String)> { Vec::new() }
