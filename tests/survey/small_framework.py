"""A made-up framework of four criteria: a ratio, a share, a number in per cent, and a label."""

FRAMEWORK = """
format: chiso-framework/1
id: survey-test
version: "1"
title: {vi: Thử, en: Test}
status: fictitious
completeness: full
periods: {from: "2026"}
rights: {vi: Bịa ra để thử, en: Made up for a test}
index: {max_points: "40", ranked: exact}
nodes:
- code: "1"
  title: {vi: Tỷ số, en: Ratio}
  max_points: "10"
  assessed_by: [survey]
  inputs:
    ratio: {type: ratio, numerator: {vi: Hài lòng, en: Satisfied}, denominator: {vi: Được hỏi, en: Asked}}
  rule: {kind: proportion@1, target: "1", rounding: {places: "4", mode: half_up}}
- code: "2"
  title: {vi: Tỷ lệ, en: Share}
  max_points: "10"
  assessed_by: [survey]
  inputs:
    share: {type: share, title: {vi: Tỷ lệ hài lòng, en: Share that is satisfied}}
  rule: {kind: proportion@1, target: "1", rounding: {places: "4", mode: half_up}}
- code: "3"
  title: {vi: Phần trăm, en: Per cent}
  max_points: "10"
  assessed_by: [survey]
  inputs:
    percent: {type: number, at_least: "0", at_most: "100"}
  rule: {kind: proportion@1, target: "100", rounding: {places: "4", mode: half_up}}
- code: "4"
  title: {vi: Kế hoạch, en: Plan}
  max_points: "10"
  assessed_by: [self]
  inputs:
    done: {type: boolean, title: {vi: Đã ban hành, en: Issued}}
  rule: {kind: boolean@1, points_if_true: "10", points_if_false: "0"}
"""
