"""Workbooks as other offices keep them: every habit that makes a table hard to read. Nobody is real."""

from __future__ import annotations

import io

import openpyxl


def _bytes(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _page(book, name, rows, merges=()):
    page = book.create_sheet(name)
    for row in rows:
        page.append([*row])
    for merge in merges:
        page.merge_cells(merge)


def district() -> bytes:
    """A district's table: units line, merged hosts, subtotals a town, numbers in 万, a wrong total, notes."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    rows = [
        ["附件2", None, None, None, None, None, None, None],
        ["二〇二四年度某区科普工作情况汇总表", None, None, None, None, None, None, None],
        ["填报单位（盖章）：某区科协", None, None, None, None, None, "单位：人次、份", None],
        ["序号", "举办单位", "开展时间", "活动内容", "活动类别", "成效", None, "备注"],
        [None, None, None, None, None, "受益人数（万人次）", "发放资料", None],
        [1, "东山街道", "3月5日", "学雷锋义诊", "咨询", 0.12, "1,200份", None],
        [2, None, "5.18—5.25", "科技活动周开幕式", "启动仪式", 1.5, "3000余份", None],
        ["小计", None, None, None, None, 1.62, 4200, None],
        [3, "西河镇科协", "2024/9/15", "全国科普日主场", "展览", 2.3, "０", "含线上"],
        [4, None, "10月", "送科技下乡", "科技下乡", 0.08, "800", None],
        ["小计", None, None, None, None, 2.38, 800, None],
        ["合计", None, None, None, None, 4.1, 5000, None],
        ["注：受益人数含线上。", None, None, None, None, None, None, None],
        ["填表人：某某", None, None, "审核人：某某", None, None, None, None],
    ]
    merges = ("A1:H1", "A2:H2", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:E5", "F4:G4", "H4:H5", "B6:B7", "B9:B10")
    _page(book, "2024", rows, merges)
    return _bytes(book)


def county() -> bytes:
    """A county's workbook with two tables in one sheet, days without a year, and counts people rounded by hand."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    rows = [
        ["2023年科普讲座一览"],
        ["讲座题目", "主办方", "举办时间", "举办地点", "听众人数"],
        ["食品安全与健康", "北湖镇科学技术协会", "4月12日上午", "镇文化站", "约300人"],
        ["反诈知识", "南桥街道办事处", "5月6—7日", "社区礼堂", "１２０"],
        ["合  计", None, None, None, 420],
        [],
        ["2023年科普电影放映情况"],
        ["片名", "放映日期", "放映单位", "放映场次", "观众人次"],
        ["航天梦", "2023-06-01", "北湖镇", 3, "2百余"],
        ["台风来了", "45092", "南桥街道科协", "2场", "2万余"],
        ["共2部", None, None, 5, None],
    ]
    _page(book, "科普活动", rows, ("A1:E1", "A7:E7"))
    people = [
        ["某县2023年科普志愿者花名册"],
        ["编号", "姓 名", "性别", "联系方式", "所在乡镇", "服务领域", "加入时间"],
        ["ZY-001", "王 伟", "男", "164-0000-0011", "北湖镇", "医疗", "2023.1"],
        ["ZY-002", "王伟", "男", 16400000012.0, "北湖镇", "农业", "2023年2月"],
        ["ZY-003", "李娜", "女", "1.64E+10", "南桥街道", "教育", "2023/3/8"],
        ["ZY-004", "张敏", "女", "16400000011", "南桥街道", "教育", "2023.3.9"],
    ]
    _page(book, "志愿者", people, ("A1:G1",))
    return _bytes(book)


def society() -> bytes:
    """A society's workbook: an unknown table in 万元 and a table of figures each with a unit of its own."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    money = [
        ["某市农学会2022年度科技服务项目收支表"],
        ["（金额单位：万元）"],
        ["服务对象", "签约日期", "合同金额", "到账金额", "经办人电话"],
        ["甲合作社", "2022年1月20日", 12.5, "10万元", "16400000021"],
        ["乙农场", "2022.3.5", 3, 0.35, "16400000022"],
        ["总计", None, 15.5, 10.35, None],
    ]
    _page(book, "收支", money, ("A1:E1", "A2:E2"))
    figures = [
        ["2022年其他工作量统计"],
        ["指标", "计量单位", "完成数"],
        ["编印农技手册", "册", "2,000"],
        ["科技咨询服务", "人次", "1.2万"],
        ["田间课堂", "课时", "近100"],
    ]
    _page(book, "统计", figures, ("A1:C1",))
    return _bytes(book)
