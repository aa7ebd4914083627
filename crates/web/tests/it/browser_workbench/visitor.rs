//! Somebody without an account asks how a matter stands.

use linli_testkit::browser::Look;

use super::bench::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn number_and_digits_tell_how_a_matter_stands_and_nothing_else() {
    let bench = Bench::open().await;
    let lamp = bench.report("1号楼东侧路灯坏了三天。", "street-lamp").await;
    for look in [Look::PHONE, Look::PHONE.without_scripts()] {
        let seat = bench.visitor(look).await;
        seat.go(&format!("/progress?number={}", lamp.number)).await;
        seat.is_sound("progress").await;
        for (number, digits) in [(lamp.number.as_str(), "0002"), ("20260708-9999", "0001")] {
            seat.write("number", number).await;
            seat.write("digits", digits).await;
            seat.submit("查询").await;
            seat.sees("编号与手机号后四位对不上").await;
        }
        // As a Chinese keyboard writes them.
        seat.write("number", &lamp.number.replace('-', "－")).await;
        seat.write("digits", "０００１").await;
        seat.submit("查询").await;
        seat.sees("柳园第一网格专职网格员").await;
        seat.sees("0546-0000001").await;
        seat.sees_not("路灯坏了").await;
        seat.sees_not("1号楼").await;
        seat.is_sound("progress-found").await;
        seat.leave().await;
    }
    let seat = bench.visitor(Look::PHONE).await;
    seat.go("/progress").await;
    for digits in 3000..3010 {
        seat.write("number", &lamp.number).await;
        seat.write("digits", &digits.to_string()).await;
        seat.submit("查询").await;
    }
    seat.sees("尝试次数太多").await;
    seat.leave().await;
}
