//! What a demo's history came to, counted from its cases: nothing of it is planted.

use std::collections::BTreeMap;

use linli_app::App;
use linli_kernel::CaseId;
use linli_playbook::{Name, Playbook, engine::Status};
use linli_web::texts::Lang;

use crate::{
    failure::Outcome,
    words::{sentence, word},
};

/// How many matters there are, by how they ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    /// Matters raised.
    pub(crate) raised: usize,
    /// Those that came to an end of their own, by the process and its end.
    pub(crate) ended: BTreeMap<(Name, Name), usize>,
    /// Those that go on in another one.
    pub(crate) merged: usize,
    /// Those that are still open.
    pub(crate) open: usize,
}

impl Counted {
    /// Counts these cases.
    pub(crate) async fn of(app: &App, cases: &[CaseId]) -> Outcome<Self> {
        let mut counted = Self::default();
        let mut rows = app.snapshot().await?;
        for id in cases {
            let Some(row) = rows.case(*id).await? else { continue };
            counted.raised += 1;
            match &row.state.status {
                _ if row.merged_into.is_some() => counted.merged += 1,
                Status::Ended { end, .. } => {
                    let end = (row.state.process.clone(), end.clone());
                    *counted.ended.entry(end).or_default() += 1;
                }
                Status::Open => counted.open += 1,
            }
        }
        Ok(counted)
    }

    /// Those that are done with: ended, or gone into another one.
    pub(crate) fn done(&self) -> usize {
        self.ended.values().sum::<usize>() + self.merged
    }

    /// The figures as a sentence, ends as the playbook calls them.
    pub(crate) fn told(&self, playbook: &Playbook, lang: Lang) -> String {
        let label = |process: &Name, end: &Name| {
            let end = playbook.processes.get(process).and_then(|process| process.ends.get(end));
            end.map(|end| end.label.text(lang == Lang::En).to_owned()).unwrap_or_default()
        };
        let mut by_label: BTreeMap<String, usize> = BTreeMap::new();
        for ((process, end), count) in &self.ended {
            *by_label.entry(label(process, end)).or_default() += count;
        }
        if self.merged > 0 {
            *by_label.entry(word(lang, "cli-demo-merged")).or_default() += self.merged;
        }
        let lines = by_label.iter().map(|(end, count)| {
            sentence(lang, "cli-demo-built-end", &[("end", end), ("count", count)])
        });
        let ends = lines.collect::<Vec<_>>().join(&word(lang, "cli-demo-built-between"));
        let values: [(&str, &dyn linli_web::texts::TextValue); 4] = [
            ("count", &self.raised),
            ("done", &self.done()),
            ("ends", &ends),
            ("open", &self.open),
        ];
        sentence(lang, "cli-demo-built-history", &values)
    }
}
