/// The insurer's own list of drugs, services and consumables, with what a hospital charges.
///
/// The codes look like national ones and belong to no real item.
enum InsurerCatalogue {
    /// One row: the insurer's view of an item, and a usual price and quantity at the hospital.
    struct Row: Sendable {
        var item: CatalogueItem
        var priceFen: Int
        /// Largest quantity of one line; the smallest is 1.
        var quantityMax: Int
    }

    /// The insurer's treatment of a code: its own list, then generated codes, then "not covered".
    static func item(code: String) -> CatalogueItem {
        if let row = byCode[code] { return row.item }
        return CatalogueItem(generated: code) ?? .unknown(code: code)
    }

    /// The row of an item by its name, for bills that are written with names.
    static func row(named name: String) -> Row? {
        rows.first { $0.item.name == name }
    }

    private static let byCode = Dictionary(
        uniqueKeysWithValues: rows.map { ($0.item.code, $0) }
    )

    /// Every row, in a fixed order that seeded bills draw from.
    static let rows: [Row] = services + examinations + drugs + consumables

    private static let services: [Row] = [
        row("009999110200001", "诊察费", .full, 0, price: 2500, type: "02"),
        row("009999110200002", "急诊诊察费", .full, 0, price: 3000, type: "02"),
        row("009999110200003", "专家诊察费", .shared, 2000, limit: 30, price: 5000, type: "02"),
        row("009999120400001", "静脉输液", .full, 0, price: 1200, quantity: 2, type: "05"),
        row("009999120400002", "肌肉注射", .full, 0, price: 450, quantity: 3, type: "05"),
        row("009999120400003", "雾化吸入", .full, 0, price: 1500, quantity: 3, type: "05"),
        row("009999310500001", "根管治疗", .shared, 1000, price: 18000, type: "05"),
        row("009999330100001", "清创缝合术", .full, 0, price: 12000, type: "06"),
        row("009999120100001", "换药", .full, 0, price: 2200, type: "07"),
        row("009999430000001", "普通针刺", .full, 0, price: 2600, quantity: 5, type: "05"),
    ]

    private static let examinations: [Row] = [
        row("009999250100001", "血常规", .full, 0, price: 1800, type: "04"),
        row("009999250100002", "尿常规", .full, 0, price: 1300, type: "04"),
        row("009999250300001", "C反应蛋白", .full, 0, price: 3500, type: "04"),
        row("009999250300002", "糖化血红蛋白", .full, 0, price: 5500, type: "04"),
        row("009999250300003", "肝功能全套", .full, 0, price: 8200, type: "04"),
        row("009999250300004", "血脂四项", .full, 0, price: 4400, type: "04"),
        row("009999250400001", "流感抗原检测", .full, 0, price: 6000, type: "04"),
        row("009999210100001", "胸部正位片", .full, 0, price: 7500, type: "03"),
        row("009999210300001", "胸部CT平扫", .shared, 2000, limit: 240, price: 26000, type: "03"),
        row("009999210200001", "颅脑磁共振平扫", .shared, 2000, limit: 480, price: 52000, type: "03"),
        row("009999220300001", "心脏彩超", .full, 0, price: 15000, type: "03"),
        row("009999220300002", "腹部彩超", .shared, 1000, price: 12800, type: "03"),
        row("009999310700001", "心电图", .full, 0, price: 2800, type: "03"),
        row("009999310600001", "电子胃镜检查", .shared, 2000, price: 29600, type: "03"),
    ]

    private static let drugs: [Row] = [
        row("XC10AA9999000001", "阿托伐他汀钙片", .shared, 1000, price: 1549, quantity: 6, type: "09"),
        row("XC08CA9999000001", "硝苯地平控释片", .full, 0, price: 3150, quantity: 4, type: "09"),
        row("XA10BK9999000001", "恩格列净片", .shared, 1000, price: 1111, quantity: 8, type: "09"),
        row("XA10BK9999000002", "达格列净片", .shared, 500, price: 436, quantity: 28, type: "09"),
        row("XA10BA9999000001", "盐酸二甲双胍缓释片", .full, 0, price: 2280, quantity: 3, type: "09"),
        row("XM01AE9999000001", "小儿布洛芬混悬液", .full, 0, price: 1987, quantity: 2, type: "09"),
        row("XJ01DD9999000001", "头孢克肟颗粒", .shared, 1000, price: 2735, quantity: 3, type: "09"),
        row("XA11AA9999000001", "复合维生素", .excluded, 10_000, price: 3350, quantity: 2, type: "09"),
        row("XJ01CA9999000001", "阿莫西林胶囊", .full, 0, price: 1265, quantity: 3, type: "09"),
        row("XA02BC9999000001", "奥美拉唑肠溶胶囊", .full, 0, price: 1875, quantity: 3, type: "09"),
        row("XC07AB9999000001", "美托洛尔缓释片", .full, 0, price: 2147, quantity: 4, type: "09"),
        row("XR06AE9999000001", "盐酸西替利嗪片", .shared, 500, price: 995, quantity: 3, type: "09"),
        row("XB01AC9999000001", "阿司匹林肠溶片", .full, 0, price: 1433, quantity: 3, type: "09"),
        row("ZA01BA9999000001", "连花清瘟胶囊", .full, 0, price: 1489, quantity: 4, type: "11"),
        row("ZA04CA9999000001", "复方丹参滴丸", .full, 0, price: 2699, quantity: 4, type: "11"),
        row("ZA12GA9999000001", "六味地黄丸", .shared, 1000, price: 3375, quantity: 2, type: "11"),
    ]

    private static let consumables: [Row] = [
        row("C9999010100001", "一次性使用输液器", .shared, 2000, price: 385, quantity: 2, type: "08"),
        row("C9999010100002", "留置针", .shared, 2000, limit: 25, price: 2860, type: "08"),
        row("C9999010200001", "医用外科口罩", .excluded, 10_000, price: 120, quantity: 10, type: "08"),
        row("C9999020100001", "无菌敷贴", .shared, 2000, price: 645, quantity: 3, type: "08"),
    ]

    private static func row(
        _ code: String,
        _ name: String,
        _ level: CatalogueItem.Level,
        _ share: Int,
        limit yuan: Int64? = nil,
        price: Int,
        quantity: Int = 1,
        type: String
    ) -> Row {
        let listType =
            switch type {
            case "09", "11": "101"
            case "08": "301"
            default: "201"
            }
        return Row(
            item: CatalogueItem(
                code: code,
                name: name,
                level: level,
                firstShare: share,
                priceLimitMicro: yuan.map { $0 * 1_000_000 },
                chargeType: type,
                listType: listType
            ),
            priceFen: price,
            quantityMax: quantity
        )
    }
}
