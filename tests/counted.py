"""A tiny programme, and what was counted of it: to calibrate in a few seconds."""

TINY = """\
format: 1
name: A tiny programme
start: 2020-01-01
end: 2023-12-31
today: 2022-12-31
groups:
  staff: {posts: 120, turnover: {value: 10%/year, range: [5%/year, 20%/year], basis: assumed}}
courses:
  basic:
    label: Basic training
    taught_by: {role: trainer, each: 1}
    places: {value: 12, range: [8, 18], basis: assumed}
    schedule: {core: {per_year: {value: 6, range: [3, 12], basis: judged}}}
    demand: {existing: {willing: 90%, ask_over: 1 year}, starters: {willing: 90%}}
roles:
  trainer:
    label: Trainers
    at_start: {members: 6, active: 5}
    deliveries: {mean: 6/year}
    stops: {value: 15%/year, range: [7%/year, 30%/year], basis: measured}
    starts_again: 10%/year
targets: {most: {measure: coverage, course: basic, at_least: 60%, by: 2023-12-31}}
"""
COUNTS = """\
date,measure,course,group,role,value,date_precision_days,source
2021-01-01,trained_ever,basic,,,45,30,a report
2022-01-01,coverage,basic,,,48%,30,another
2022-01-01,active,,,trainer,4,30,another
2030-01-01,active,,,trainer,4,30,too late
"""
