//! The kinds of record that the clause reads, and which of them speak against a subject.
//!
//! A bad record is one of a kind of tiers a, b and c of the data dictionary: serious list,
//! abnormal list, single record. The levels of a tax or environmental rating are of no tier:
//! measures rest on lists and decisions. One kind of tier c is left out: a case of the tax
//! inspection is the tax office's own until it is published (domain.md §2.2, G09), and what
//! it ends in comes as penalty or publication.
//!
//! | kind | counts |
//! | --- | --- |
//! | a decision or finding | three years from its day |
//! | a publication of a tax case, a listing for work safety | the same: no rule set lets them stand longer than three years |
//! | any other listing, an order that limits consumption, a revoked business licence, unpaid tax | also while it stands |
//! | a penalty that is a warning only | not |
//! | an accident that nobody is liable for | not |
//!
//! An order that limits consumption counts: a court gives it to whoever lets the time for
//! performance pass (限制高消费规定 1).

use accord_plugin::{
    contract::{self, FactNeed, Test},
    prelude::*,
};

use crate::{IncompleteFileEligibility, Rule, tally::Tally};

/// How long a record speaks against its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lasts {
    /// Three years from its day.
    ThreeYears,
    /// That, and as long as it stands; it no longer does from this day on, if there is one.
    WhileStanding(Option<Date>),
}

/// Kinds of bad record of which the days alone are read.
const BAD: [(&str, Lasts); 16] = {
    use Lasts::{ThreeYears, WhileStanding};
    [
        ("tax/published-case", ThreeYears),
        ("court/sentence", ThreeYears),
        ("court/consumption-restriction", WhileStanding(None)),
        ("market/abnormal-list", WhileStanding(None)),
        ("market/serious-list", WhileStanding(None)),
        ("market/licence-revocation", WhileStanding(None)),
        ("safety/violation", ThreeYears),
        ("safety/joint-punishment", ThreeYears),
        ("safety/blacklist", ThreeYears),
        ("environment/violation", ThreeYears),
        ("environment/dishonesty-list", WhileStanding(None)),
        ("food-drug/serious-list", WhileStanding(None)),
        ("food-drug/licence-revocation", ThreeYears),
        ("food-drug/ban", ThreeYears),
        ("labour/wage-arrears-list", WhileStanding(None)),
        ("commitment/breach", ThreeYears),
    ]
};

/// 处罚类别.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("admin/penalty-category")]
pub enum PenaltyCategory {
    /// 警告.
    Warning,
    /// 通报批评.
    Criticism,
    /// 罚款.
    Fine,
    /// 没收.
    Confiscation,
    /// 责令停产停业.
    StopBusiness,
    /// 吊销许可证件.
    LicenceRevocation,
    /// 限制从业.
    PracticeRestriction,
    /// 行政拘留.
    Detention,
    /// 其他.
    Other,
    /// 暂扣许可证件.
    LicenceSuspension,
    /// 暂扣或者吊销许可证件, not said which.
    LicenceSuspensionOrRevocation,
    /// 降低资质等级.
    Downgrade,
    /// 责令关闭.
    Closing,
}

/// 红名单.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("honours/red-list")]
pub enum RedList {
    /// AEO认证.
    Aeo,
    /// 诚信典型.
    HonestModel,
    /// 其他.
    Other,
}

/// 行政处罚.
#[derive(Fact)]
#[fact(kind = "admin/penalty", history)]
pub struct Penalty {
    head: Head,
    category: Option<Vec<PenaltyCategory>>,
}

/// 食品药品违法失信行为, which the food and drug authority tells with its penalty.
#[derive(Fact)]
#[fact(kind = "food-drug/violation", history)]
pub struct FoodDrugViolation {
    head: Head,
    category: Option<Vec<PenaltyCategory>>,
}

/// 生产安全事故: of a unit the accident, of a person the finding of responsibility.
#[derive(Fact)]
#[fact(kind = "safety/accident", history)]
pub struct Accident {
    head: Head,
    liability: Option<bool>,
    responsible: Option<bool>,
}

/// 欠税.
#[derive(Fact)]
#[fact(kind = "tax/arrears", history)]
pub struct Arrears {
    head: Head,
    paid_on: Option<Date>,
}

/// 失信被执行人.
#[derive(Fact)]
#[fact(kind = "court/judgment-debtor", history)]
pub struct JudgmentDebtor {
    head: Head,
    performed_on: Option<Date>,
}

/// 容缺受理逾期未补.
#[derive(Fact)]
#[fact(kind = "approval/incomplete-file-breach", history)]
pub struct Breach {
    head: Head,
}

/// 容缺受理.
#[derive(Fact)]
#[fact(kind = "approval/incomplete-file", history)]
pub struct IncompleteFile {
    pub(crate) head: Head,
    pub(crate) due_on: Option<Date>,
    pub(crate) supplemented_on: Option<Date>,
}

/// 红名单 that the subject is on.
#[derive(Fact)]
#[fact(kind = "honours/red-list")]
pub struct RedListing {
    pub(crate) head: Head,
    pub(crate) list: Option<RedList>,
}

/// The kinds of which more than the days is read.
#[derive(Reads)]
struct Told {
    penalties: Vec<Penalty>,
    food_drug_violations: Vec<FoodDrugViolation>,
    accidents: Vec<Accident>,
    arrears: Vec<Arrears>,
    judgment_debtors: Vec<JudgmentDebtor>,
    breaches: Vec<Breach>,
    incomplete_files: Vec<IncompleteFile>,
    red_listings: Vec<RedListing>,
}

/// All of them.
pub struct Records {
    bad: Vec<(Head, Lasts)>,
    told: Told,
}

impl Reads for Records {
    fn needs() -> Vec<FactNeed> {
        let bad = BAD.iter().map(|(kind, _)| FactNeed {
            kind: (*kind).to_owned(),
            fields: Vec::new(),
            triggers: false,
            history: true,
        });
        bad.chain(Told::needs()).collect()
    }

    fn read(facts: Vec<contract::Fact>) -> Self {
        let (mut bad, mut told) = (Vec::new(), Vec::new());
        for mut fact in facts {
            let need = usize::from(fact.need);
            match BAD.get(need) {
                Some((_, lasts)) => bad.push((Head::from(&fact), *lasts)),
                None => {
                    fact.need = u16::try_from(need - BAD.len()).unwrap_or(u16::MAX);
                    told.push(fact);
                }
            }
        }
        let told = Told::read(told);
        Self { bad, told }
    }
}

impl Records {
    /// 红名单.
    pub(crate) fn red_listings(&self) -> &[RedListing] {
        &self.told.red_listings
    }

    /// Every bad record.
    pub(crate) fn bad<'a>(
        &'a self,
        subject: &Profile,
        tally: &mut Tally<'a>,
        answer: &mut Answer<IncompleteFileEligibility>,
    ) {
        for (head, lasts) in &self.bad {
            tally.record(head, *lasts, Compared::Met);
        }
        for Breach { head } in &self.told.breaches {
            tally.record(head, Lasts::ThreeYears, Compared::Met);
        }
        for Arrears { head, paid_on } in &self.told.arrears {
            tally.record(head, Lasts::WhileStanding(*paid_on), Compared::Met);
        }
        for JudgmentDebtor { head, performed_on } in &self.told.judgment_debtors {
            tally.record(head, Lasts::WhileStanding(*performed_on), Compared::Met);
        }
        for Penalty { head, category } in &self.told.penalties {
            let counts = more_than_a_warning(head, Penalty::CATEGORY, category, answer);
            tally.record(head, Lasts::ThreeYears, counts);
        }
        for FoodDrugViolation { head, category } in &self.told.food_drug_violations {
            let counts = more_than_a_warning(head, FoodDrugViolation::CATEGORY, category, answer);
            tally.record(head, Lasts::ThreeYears, counts);
        }
        for accident in &self.told.accidents {
            let counts = accident.was_caused_by(subject, answer);
            tally.record(&accident.head, Lasts::ThreeYears, counts);
        }
    }

    /// Incomplete files that were not completed in time: one that the office has recorded
    /// ends eligibility for so many months, one that is due and may still be complete leaves
    /// it open.
    pub(crate) fn left_incomplete<'a>(&'a self, months: u16, tally: &mut Tally<'a>) {
        for Breach { head } in &self.told.breaches {
            tally.breach(head, months);
        }
        for file in &self.told.incomplete_files {
            tally.incomplete_file(file);
        }
    }
}

/// Whether a penalty is more than a warning, which is not to be published.
fn more_than_a_warning(
    head: &Head,
    field: u16,
    category: &Option<Vec<PenaltyCategory>>,
    answer: &mut Answer<IncompleteFileEligibility>,
) -> Compared {
    let mut check = answer.check(Rule::ThreeCleanYears, head);
    let warning = vec![PenaltyCategory::Warning];
    let only_warned = check.compare(field, category, &warning, Test::Equal, |told| {
        told.iter().all(|category| warning.contains(category))
    });
    match only_warned {
        Compared::Met if category.as_ref().is_none_or(Vec::is_empty) => {
            Compared::Open(Missing::Field(field))
        }
        Compared::Met => Compared::Unmet,
        Compared::Unmet => Compared::Met,
        open @ Compared::Open(_) => open,
    }
}

impl Accident {
    /// 责任事故: of a unit, that the accident is one; of a person, that he was found
    /// responsible for it.
    fn was_caused_by(
        &self,
        subject: &Profile,
        answer: &mut Answer<IncompleteFileEligibility>,
    ) -> Compared {
        let mut check = answer.check(Rule::ThreeCleanYears, &self.head);
        if subject.is_person() {
            check.equal(Self::RESPONSIBLE, &self.responsible, true)
        } else {
            check.equal(Self::LIABILITY, &self.liability, true)
        }
    }
}
