//! 审计用语 — what stands in the record, in words: acts, kinds of object, reasons, details.
//!
//! A door goes by its own summary and a step by the title in its process; what is left has a
//! row in a table here, and the tests read the sources to prove that no row is missing.

use kernel::Kernel;
use kernel::flow::Flow;
use serde_json::Value;

/// Acts that are neither doors nor steps.
const ACTS: &[(&str, &str)] = &[
    ("archive.ask", "申请制作档案包"),
    ("archive.made", "档案包制作完成"),
    ("case.hand_over", "移交同事承办的事项"),
    ("citizen.sign_in", "群众登录"),
    ("demo.notice.release", "演示发布员发布公示"),
    ("duplicate.request", "请对方地区判断查重线索"),
    ("export.ask", "申请导出"),
    ("outbox.replay", "重发放弃的外发事项"),
    ("person.erase", "销毁个人信息密钥"),
    ("person.unmask", "查看个人完整信息"),
    ("session.prove", "再次验证身份"),
    ("staff.add", "新增账号"),
    ("staff.grant", "授予岗位"),
    ("staff.password", "修改密码"),
    ("staff.retire_unused", "停用长期未用的账号"),
    ("staff.sign_in", "工作人员登录"),
    ("staff.start", "启用账号"),
    ("staff.start_code", "发放启用码"),
    ("staff.unlock", "解除账号锁定"),
];

/// Kinds of object that are no process.
const OBJECTS: &[(&str, &str)] = &[
    ("absence", "休假代班"),
    ("application", "申请"),
    ("archive_bundle", "档案包"),
    ("audit_sample", "审计抽样"),
    ("change", "情况变更"),
    ("civil_list", "民政名单"),
    ("complaint", "意见投诉"),
    ("decision", "决定"),
    ("duplicate", "查重线索"),
    ("export", "导出"),
    ("ganfutong", "赣服通"),
    ("helper_grant", "代办授权"),
    ("import", "导入批次"),
    ("lane", "核查"),
    ("letter", "文书"),
    ("notice", "公示"),
    ("objection", "异议"),
    ("organisation", "单位"),
    ("outbox", "外发事项"),
    ("pack", "规则包"),
    ("paper", "材料"),
    ("person", "自然人"),
    ("queue_snapshot", "轮候快照"),
    ("rights", "权利请求"),
    ("sanction", "失信记录"),
    ("session", "登录会话"),
    ("sms_code", "短信验证码"),
    ("staff", "工作人员账号"),
    ("visit", "入户调查"),
    ("waitlist_concern", "轮候家庭变故"),
    ("waitlist_entry", "轮候登记"),
];

/// Permissions, as a denial names them.
const PERMS: &[(&str, &str)] = &[
    ("application.take", "窗口受理"),
    ("application.see", "查看办件"),
    ("application.decide", "拟定决定"),
    ("application.sign", "签发决定"),
    ("application.sample", "抽查自动认定"),
    ("account.make", "新增账号和单位"),
    ("archive.full", "制作完整的档案包"),
    ("archive.make", "制作档案包"),
    ("audit.sample", "审计抽样"),
    ("audit.see", "查看审计记录"),
    ("case.reassign", "改派事项"),
    ("check.gongan", "公安核查"),
    ("check.gongjijin", "公积金核查"),
    ("check.minzheng", "民政核查"),
    ("check.renshe", "人社核查"),
    ("check.shijian", "市监核查"),
    ("check.shuiwu", "税务核查"),
    ("check.zhujian", "住建核查"),
    ("check.ziran", "自然资源核查"),
    ("complaint.handle", "处理投诉"),
    ("credit.record", "登记失信记录"),
    ("credit.see", "查看信用记录"),
    ("evidence.see", "查看部门答复"),
    ("export.approve", "审批导出"),
    ("import.confirm", "确认导入"),
    ("import.do", "导入轮候册"),
    ("import.see", "查看导入批次"),
    ("lane.see", "查看本部门核查"),
    ("notice.make", "拟定公示"),
    ("notice.release", "发布公示"),
    ("notice.see", "查看公示稿"),
    ("objection.handle", "处理异议"),
    ("own.apply", "本人申请"),
    ("own.see", "查看本人事项"),
    ("pack.confirm", "确认规则"),
    ("pack.edit", "修改规则"),
    ("pack.see", "查看规则"),
    ("person.unmask", "查看个人完整信息"),
    ("program", "系统自动办理"),
    ("public", "公开"),
    ("signed_in", "登录后使用"),
    ("stats.see", "查看统计"),
    ("system.manage", "系统管理"),
    ("user.manage", "账号管理"),
    ("visit.assign", "分派入户调查"),
    ("visit.do", "入户调查"),
    ("waitlist.manage", "管理轮候册"),
    ("waitlist.see", "查看轮候册"),
];

/// Reasons that are codes: refusals, and ways of signing in.
const REASONS: &[(&str, &str)] = &[
    ("demo", "演示登录"),
    ("ganfutong", "用赣服通登录"),
    ("ganfutong.not_confirmed", "赣服通没有确认身份"),
    ("locked", "账号已锁定"),
    ("not_found", "不在辖区内，或者没有这一条"),
    ("sms", "用短信验证码登录"),
    ("sms.wrong_code", "验证码不正确或已失效"),
];

/// Parts of the program that act by themselves.
const PARTS: &[(&str, &str)] = &[
    ("command", "命令行"),
    ("demo", "演示"),
    ("duplicate", "查重"),
    ("follows", "任务"),
    ("replay", "复算"),
    ("start", "启动"),
    ("story", "演练"),
    ("timer", "定时"),
    ("worker", "后台"),
];

/// Names of details.
const DETAILS: &[(&str, &str)] = &[
    ("cases", "件数"),
    ("complete", "是否完整"),
    ("digest", "摘要"),
    ("files", "文件数"),
    ("households", "户数"),
    ("person", "自然人编号"),
    ("topic", "外发种类"),
    ("device", "同时更换动态口令"),
    ("path", "地址"),
    ("region", "辖区"),
    ("role", "岗位"),
    ("session", "会话"),
    ("to", "办理后的状态"),
    ("tries", "第几次"),
];

fn of(table: &'static [(&str, &str)], code: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == code).map(|(_, word)| *word)
}

fn flow(kernel: &Kernel, name: &str) -> Option<&'static Flow> {
    kernel.flows.iter().find(|flow| flow.name == name).copied()
}

/// A step of a process by its verb: the two that every process has, or its own title.
fn step(flow: &Flow, verb: &str) -> Option<&'static str> {
    match verb {
        "open" => Some("开始"),
        "assign" => Some("指定经办"),
        _ => flow.steps.iter().find(|step| step.act == verb).map(|step| step.title),
    }
}

/// What was done, in words; None for what this program no longer does.
pub(super) fn act(kernel: &Kernel, act: &str, object_kind: &str) -> Option<String> {
    if let Some(verb) = act.strip_prefix("flow.") {
        let flow = flow(kernel, object_kind)?;
        return step(flow, verb).map(|title| format!("{}：{title}", flow.title));
    }
    if let Some(word) = of(ACTS, act) {
        return Some(word.to_owned());
    }
    let table = kernel.doors.get()?;
    table.doors.iter().find(|door| door.name() == act).map(|door| match door.method {
        "GET" => format!("打开：{}", door.summary),
        _ => door.summary.to_owned(),
    })
}

/// Every act in words with the codes behind it, in order of the words; a step goes by its process
/// and its code, `visit flow.report`.
pub(super) fn acts(kernel: &Kernel) -> std::collections::BTreeMap<String, Vec<String>> {
    let mut all: std::collections::BTreeMap<String, Vec<String>> = Default::default();
    let mut add = |word: String, code: String| all.entry(word).or_default().push(code);
    for (code, word) in ACTS {
        add((*word).to_owned(), (*code).to_owned());
    }
    for door in kernel.doors.get().iter().flat_map(|table| table.doors.iter()) {
        if let Some(word) = act(kernel, &door.name(), "") {
            add(word, door.name());
        }
    }
    for flow in kernel.flows {
        let verbs: std::collections::BTreeSet<&str> = flow.steps.iter().map(|step| step.act).chain(["open", "assign"]).collect();
        for verb in verbs {
            if let Some(title) = step(flow, verb) {
                add(format!("{}：{title}", flow.title), format!("{} flow.{verb}", flow.name));
            }
        }
    }
    all
}

/// A kind of object in words.
pub(super) fn object(kernel: &Kernel, kind: &str) -> Option<&'static str> {
    of(OBJECTS, kind).or_else(|| flow(kernel, kind).map(|flow| flow.title))
}

/// A reason in words, when it is a code: a missing permission, a refusal, a way of signing in.
pub(super) fn reason(text: &str) -> Option<String> {
    of(REASONS, text).map(str::to_owned).or_else(|| of(PERMS, text).map(|word| format!("没有“{word}”的权限")))
}

/// A part of the program in words.
pub(super) fn part(name: &str) -> &'static str {
    of(PARTS, name).unwrap_or("其他部分")
}

/// The details of an entry: label and value.
pub(super) fn details(kernel: &Kernel, object_kind: &str, stored: &str) -> Vec<(&'static str, String)> {
    let Ok(Value::Object(fields)) = serde_json::from_str(stored) else { return Vec::new() };
    let say = |(name, value): (String, Value)| {
        let text = match value {
            Value::String(text) => text,
            Value::Bool(yes) => if yes { "是" } else { "否" }.to_owned(),
            other => other.to_string(),
        };
        let text = match name.as_str() {
            "to" => flow(kernel, object_kind).map_or(text.clone(), |flow| flow.title_of(&text)),
            "role" => people::staff::roles::title(&text).to_owned(),
            "region" => kernel::shell::region_name(&text),
            _ => text,
        };
        (of(DETAILS, &name).unwrap_or("其他"), text)
    };
    fields.into_iter().map(say).collect()
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{ACTS, DETAILS, OBJECTS, PARTS, PERMS, REASONS};

    /// Every source of the workspace without its tests, white space made one space.
    fn sources() -> Vec<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut folders: Vec<PathBuf> =
            std::fs::read_dir(root).unwrap().flatten().map(|entry| entry.path().join("src")).filter(|it| it.is_dir()).collect();
        let mut found = Vec::new();
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.path()) {
                let name = path.display().to_string();
                if path.is_dir() && !name.ends_with("/tests") {
                    folders.push(path);
                } else if name.ends_with(".rs") && !name.ends_with("tests.rs") && !name.ends_with("stage.rs") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
                    found.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
                }
            }
        }
        found
    }

    /// The texts that follow a mark, up to the next quotation mark.
    fn after(mark: &str) -> Vec<String> {
        let quoted = |text: &String| text.split(mark).skip(1).filter_map(|rest| rest.split('"').next().map(str::to_owned)).collect::<Vec<_>>();
        let mut all: Vec<String> = sources().iter().flat_map(quoted).filter(|text| !text.is_empty()).collect();
        all.sort();
        all.dedup();
        all
    }

    #[track_caller]
    fn complete(what: &str, found: Vec<String>, table: &[(&str, &str)]) {
        assert!(!found.is_empty(), "nothing found for {what}");
        let lacking: Vec<&String> = found.iter().filter(|code| table.iter().all(|(known, _)| known != code)).collect();
        assert!(lacking.is_empty(), "{what} without a word in app/src/desk/audit/words.rs: {lacking:?}");
    }

    // S-13, S-46: whatever the program writes down, an auditor reads in words.
    #[test]
    fn every_act_object_permission_and_part_that_is_written_has_a_word() {
        complete("acts", [after(".audit(\""), after(".audit( \"")].concat(), ACTS);
        let kinds = [after(".about(\""), after(".about( \"")].concat();
        complete("objects", kinds, OBJECTS);
        complete("permissions", after("= Perm(\""), PERMS);
        complete(
            "parts",
            after("::system(&kernel, \"").into_iter().chain(after("::system(kernel, \"")).chain(after("Actor::system(\"")).collect(),
            PARTS,
        );
    }

    #[test]
    fn every_detail_and_every_coded_reason_has_a_word() {
        let calls = sources()
            .iter()
            .flat_map(|text| text.split(".audit(").skip(1).map(|call| call.split(".await").next().unwrap_or_default().to_owned()).collect::<Vec<_>>())
            .collect::<Vec<_>>();
        let mut names: Vec<String> = Vec::new();
        for call in &calls {
            let Some((_, fields)) = call.split_once("json!({") else { continue };
            let keys = fields
                .split("\": ")
                .filter_map(|before| before.rsplit('"').next())
                .filter(|key| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
            names.extend(keys.filter(|key| !key.is_empty()).map(str::to_owned));
        }
        complete("details", names, DETAILS);
        for call in &calls {
            let Some(code) = call.split("Denied, ").nth(1).and_then(|rest| rest.split([',', ')']).next()) else { continue };
            let known = match code.trim() {
                // A permission, the reason of the sign-in guard, or nothing.
                "door.perm.0" | "reason" | "\"\"" => true,
                constant if constant.ends_with(".code") => {
                    let name = constant.trim_end_matches(".code");
                    after(&format!("{name}: Code = Code::invalid( \""))
                        .into_iter()
                        .chain(after(&format!("{name}: Code = Code::invalid(\"")))
                        .chain(coded(name))
                        .any(|code| REASONS.iter().any(|(known, _)| *known == code))
                }
                text => REASONS.iter().any(|(known, _)| *known == text.trim_matches('"')),
            };
            assert!(known, "{code} has no word");
        }
    }

    /// The code of a refusal that is written out field by field.
    fn coded(name: &str) -> Vec<String> {
        let find = |text: &String| {
            text.split(&format!("{name}: Code ="))
                .nth(1)
                .and_then(|rest| rest.split("code: \"").nth(1))
                .and_then(|rest| rest.split('"').next())
                .map(str::to_owned)
        };
        sources().iter().filter_map(find).collect()
    }

    #[test]
    fn words_are_chinese_and_no_code_stands_twice() {
        for table in [ACTS, OBJECTS, PERMS, REASONS, PARTS, DETAILS] {
            for (at, (code, word)) in table.iter().enumerate() {
                assert!(!word.chars().any(|c| c.is_ascii_alphabetic()), "{word}");
                assert!(table[at + 1..].iter().all(|(other, _)| other != code), "{code}");
            }
        }
    }
}
