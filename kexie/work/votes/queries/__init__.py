"""What pages and papers ask about assemblies."""

from .papers import export, faults_of, paper_of, roll_of, sealed_question
from .standing import (
    Step,
    agenda_of,
    guide_of,
    of_body,
    papers_of,
    presence_of,
    question_standing,
    results_of,
    roll_with_presence,
    steps_of,
    suggested_roll,
    turnout,
    warnings_of,
)
from .word import (
    ballot_paper,
    ballots_of_assembly,
    minutes_of,
    one_a_page,
    paper_for,
    report_of,
    rule_of,
    sign_in_sheet,
    voting_rule,
)

__all__ = [
    "Step", "agenda_of", "ballot_paper", "ballots_of_assembly", "export", "faults_of", "guide_of", "minutes_of",
    "of_body", "one_a_page", "paper_for", "paper_of", "papers_of", "presence_of", "question_standing", "report_of",
    "results_of", "roll_of", "roll_with_presence", "rule_of", "sealed_question", "sign_in_sheet", "steps_of",
    "suggested_roll", "turnout", "voting_rule", "warnings_of",
]  # fmt: skip
