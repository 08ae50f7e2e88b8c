//! Adding months gives the same day in a plugin as in the host (民法典 202), so that a
//! criterion that looks back and a term that runs on never disagree by a day.

#[test]
fn a_plugin_adds_months_as_the_host_does() {
    let first = accord_plugin::Date::new(1990, 1, 1).0;
    let last = accord_plugin::Date::new(2060, 12, 31).0;
    for day in first..=last {
        for months in [0, 1, 2, 11, 12, 13, 24, 36, 60, 120] {
            let host = accord_model::date::Date::from_days(day).add_months(months);
            let plugin = accord_plugin::Date(day).add_months(months);
            assert_eq!(plugin.0, host.days(), "{day} + {months}");
        }
    }
}
