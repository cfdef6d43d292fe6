//! How figures are written.

/// `value` with three significant digits, two below 1, and all before the point: 1180, 118, 22.4, 4.31, 0.87, 0.087.
pub(super) fn figure(value: f64) -> String {
    // The exponent is taken after rounding: 9.996 becomes 10.0, not 10.00.
    let rounded = if value.abs() < 1.0 { format!("{value:.1e}") } else { format!("{value:.2e}") };
    let exponent: i32 = rounded.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    let decimals = match exponent {
        _ if value == 0.0 => 0,
        0.. => 2 - exponent,
        _ => 1 - exponent,
    };
    format!("{value:.*}", usize::try_from(decimals).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_three_significant_digits_and_two_below_one() {
        let written = [
            (123_456.7, "123457"),
            (1180.2, "1180"),
            (118.4, "118"),
            (22.44, "22.4"),
            (4.306, "4.31"),
            (1.0, "1.00"),
            (0.874, "0.87"),
            (0.0874, "0.087"),
            (0.000_874, "0.00087"),
            (0.0, "0"),
        ];
        for (value, text) in written {
            assert_eq!(figure(value), text);
        }
    }

    #[test]
    fn rounding_up_to_a_power_of_ten_adds_no_digit() {
        let written = [
            (999.6, "1000"),
            (99.96, "100"),
            (9.996, "10.0"),
            (9.96, "9.96"),
            (0.996, "1.00"),
            (0.0996, "0.10"),
        ];
        for (value, text) in written {
            assert_eq!(figure(value), text);
        }
    }
}
