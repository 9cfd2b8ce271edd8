"""Founding the joint association of a park (园区科协), for firms that have no conditions for one of their own."""

from dataclasses import replace

from .declared import Kind
from .enterprise import ENTERPRISE
from .steps import PREPARE

PARK = Kind(
    "park",
    "成立园区科协",
    "park",
    "各地关于企业、园区科协组织建设的通知：不具备单独成立条件的企业可以联合成立园区科协",
    (
        replace(
            PREPARE,
            who="园区管委会",
            what="园区管委会牵头，请愿意加入的企业各出代表组成筹备组，登记会员单位和会员。",
        ),
        *ENTERPRISE.steps[1:],
    ),
    unit="园区管委会全称",
    nature="由园区内企业和科技工作者自愿组成，是{unit}联系企业和科技工作者的桥梁，业务上接受{above}指导",
    duties=(
        "联系园区企业的科技人员，搭建产学研合作平台",
        "组织技术交流、技术培训和科普活动",
        "帮助符合条件的企业单独成立科协",
    ),
)
