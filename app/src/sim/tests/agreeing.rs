//! Ordinary people's departments agree with each other.

use crate::sim::{Population, answers};
use entry::check::across::{COMPARISONS, Known};
use exchange::departments::Catalogue;
use jiff::civil::date;

const TODAY: jiff::civil::Date = date(2026, 3, 2);

fn found(population: &Population, id_number: &str) -> Vec<&'static str> {
    let person = answers::find(population, id_number).unwrap();
    let mut known = Known::of(id_number);
    for department in Catalogue::default_rows().unwrap().lanes() {
        known.learn(answers::answer(department.shape, &person, &person.member.name, TODAY).unwrap());
    }
    COMPARISONS.iter().filter(|it| (it.contradicts)(&known, TODAY) == Some(true)).map(|it| it.sentence).collect()
}

// JX2019-4/3.1b: a false alarm would keep an honest household waiting.
#[test]
fn nobody_of_the_population_raises_a_false_alarm() {
    let population = Population::new(crate::demo::SEED);
    for index in (5_000..900_000).step_by(311) {
        let person = population.person(index).unwrap();
        assert_eq!(found(&population, &person.id_number), Vec::<&str>::new(), "person {index}");
    }
}

#[test]
fn of_the_cast_only_the_contradiction_contradicts_itself() {
    let population = Population::new(crate::demo::SEED);
    for who in population.cast() {
        let said = found(&population, &who.id_number);
        assert_eq!(said.is_empty(), who.key != "contradiction", "{}: {said:?}", who.key);
    }
}
