use elanus_core::analysis::Analyzer;
use elanus_core::batch::{Documents, TextBatch};
use elanus_core::counts::CorpusCounter;
use elanus_core::parallel::{self, Driver, Cancel};
use std::time::Instant;
struct D<'a> { batches: std::slice::Iter<'a, Vec<&'static str>> }
impl Driver for D<'_> {
    type Job = Documents; type Output = (); type Error = ();
    fn next(&mut self) -> Result<Option<Documents>, ()> { Ok(self.batches.next().map(|b| Documents::Texts(TextBatch::of_static(b.iter().copied())))) }
    fn is_small(&self, b: &Documents) -> bool { b.is_small() }
    fn is_long(&self, b: &Documents) -> bool { b.is_long() }
    fn done(&mut self, _: usize, _: ()) -> Result<(), ()> { Ok(()) }
    fn wait(&mut self, work: impl FnOnce() + Send) -> Result<(), ()> { work(); Ok(()) }
}
fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let lines: Vec<&'static str> = Box::leak(text.into_boxed_str()).lines().collect();
    let mut batches = vec![]; let mut acc=vec![]; let mut n=0;
    for l in &lines { acc.push(*l); n+=l.len(); if n>=65536 { batches.push(std::mem::take(&mut acc)); n=0; } }
    let an = Analyzer::english();
    let threads: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let mut tot = vec![]; 
    for _ in 0..9 {
        let mut d = D { batches: batches.iter() };
        let t0 = Instant::now();
        let mut c = CorpusCounter::<()>::for_workers(threads);
        parallel::run(&mut d, &mut c, |c, i, b, cancel: &Cancel| { c.count(i, Some(&an), &b, cancel).unwrap(); }).unwrap();
        let t1=t0.elapsed().as_secs_f64()*1e3;
        let m = CorpusCounter::merge(c).unwrap();
        let t2=t0.elapsed().as_secs_f64()*1e3;
        drop(m);
        let t3=t0.elapsed().as_secs_f64()*1e3;
        tot.push((t2,t1,t2-t1,t3-t2));
    }
    tot.sort_by(|a,b| a.0.total_cmp(&b.0)); println!("{threads} threads: total {:.2} run {:.2} merge {:.2} free {:.2}", tot[4].0, tot[4].1, tot[4].2, tot[4].3);
}
