//! 名词 — the closed lists of words that facts and packs share, each with its Chinese term.

/// Declares a closed list of terms: snake_case in data, Chinese on screen.
macro_rules! terms {
    ($(#[$about:meta])* $name:ident { $($(#[$more:meta])* $variant:ident $chinese:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $(#[doc = $chinese] $(#[$more])* $variant),+
        }

        impl $name {
            /// Every term of the list, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The term in Chinese, for screens and letters.
            pub const fn chinese(self) -> &'static str {
                match self { $($name::$variant => $chinese),+ }
            }
        }
    };
}

terms! {
    /// How people apply together (申请方式).
    Form {
        Household "家庭",
        Single "单身",
        CoRent "合租",
    }
}

terms! {
    /// Relation to the main applicant (与申请人关系, after GB/T 4761).
    Relation {
        Applicant "申请人",
        Spouse "配偶",
        Child "子女",
        Parent "父母",
        Grandparent "祖父母、外祖父母",
        Grandchild "孙子女、外孙子女",
        Sibling "兄弟姐妹",
        CoTenant "合租人",
        Other "其他",
    }
}

terms! {
    /// Marital status (婚姻状况, GB/T 2261.2).
    Marital {
        Unmarried "未婚",
        Married "已婚",
        Widowed "丧偶",
        Divorced "离婚",
    }
}

terms! {
    /// Kind of hukou (户口性质). After the reform many registers say resident only.
    HukouKind {
        Urban "城镇",
        Rural "农村",
        Resident "居民户口",
    }
}

terms! {
    /// Line of work a rule may name (行业).
    Industry {
        Sanitation "环卫",
        Bus "公交",
        Teacher "教师",
        Doctor "医生",
        Aviation "航空产业",
        Firefighting "消防救援",
        Other "其他",
    }
}

terms! {
    /// Kind of social insurance (险种).
    Insurance {
        WorkerPension "城镇职工基本养老保险",
        ResidentPension "城乡居民基本养老保险",
        WorkerMedical "职工基本医疗保险",
        Unemployment "失业保险",
        WorkInjury "工伤保险",
    }
}

terms! {
    /// Kind of vehicle (车辆类型).
    Vehicle {
        Car "小型汽车",
        Truck "货车",
        Motorcycle "摩托车",
        DisabledScooter "残疾人代步车",
        Other "其他机动车",
    }
}

terms! {
    /// Kind of property that is no dwelling (非住宅).
    Premises {
        Shop "商铺",
        Office "写字楼",
        Factory "厂房、仓库",
        Parking "车位",
        Other "其他非住宅",
    }
}

terms! {
    /// How a home is held (住房权属).
    Holding {
        Owned "自有住房",
        PublicRented "承租公有住房",
    }
}

terms! {
    /// Benefits from housing programmes, earlier or running (住房保障待遇).
    Benefit {
        ReformHousing "房改房",
        EconomicHousing "经济适用住房",
        RaisedFundHousing "集资建房",
        LianzuHome "廉租住房实物配租",
        PublicRental "公共租赁住房",
        RentalSubsidy "租赁补贴",
        SharedOwnership "共有产权住房",
        AffordableRental "保障性租赁住房",
    }
}

terms! {
    /// Welfare status found by civil affairs (社会救助身份).
    Welfare {
        Dibao "城镇低保",
        RuralDibao "农村低保",
        Tekun "城镇特困人员",
        ExpenditurePoor "支出型贫困低收入家庭",
        LowIncome "低收入家庭",
    }
}

terms! {
    /// Standing that law or a pack honours (优待、优先身份).
    Standing {
        LonelyElder "孤老",
        SeriousIllness "重大疾病",
        Entitled "享受国家定期抚恤补助的优抚对象",
        Veteran "退役军人",
        MartyrFamily "烈属",
        AntiJapaneseVeteran "抗战老兵",
        TwoParticipations "参战参试退役人员",
        Merit "立功受奖退役军人",
        BirthPlanHardship "计划生育特困家庭",
        FormerPoor "进城农村建档立卡贫困人员",
        ThreeChildren "三孩家庭",
        Demolition "棚户区改造对象",
    }
}

terms! {
    /// Measures against a person that bar an application (限制措施).
    Sanction {
        FalseMaterials "提供虚假材料被取消资格",
        Misuse "违规使用被退出",
        JointPunishment "住房保障联合惩戒",
    }
}

terms! {
    /// Kind of disability (残疾类别, GB/T 26341).
    Disability {
        Sight "视力",
        Hearing "听力",
        Speech "言语",
        Body "肢体",
        Intellect "智力",
        Mind "精神",
        Multiple "多重",
    }
}

terms! {
    /// Whom a tier serves (保障对象类别).
    Category {
        LowIncome "城镇低收入住房困难家庭",
        LowerMiddle "城镇中等偏下收入住房困难家庭",
        NewWorker "新就业无房职工",
        Migrant "稳定就业外来务工人员",
    }
}

terms! {
    /// Statistics that income rules name (统计指标).
    Statistic {
        UrbanIncome "城镇居民人均可支配收入",
        AllIncome "全体居民人均可支配收入",
        UrbanDibao "城市低保标准",
        RuralDibao "农村低保标准",
        UrbanTekun "城镇特困人员供养标准",
    }
}

pub(crate) use terms;
