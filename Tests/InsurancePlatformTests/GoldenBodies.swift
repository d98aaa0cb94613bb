/// The business body of every transaction for the sample case, members sorted by key.
enum GoldenBody {
    /// 9001.
    static let signIn = [
        #"{"signIn":{"ip":"192.0.2.10","mac":"00-00-5E-00-53-01","#,
        #""opter_no":"C01"}}"#,
    ].joined()

    /// 1101 by identity number.
    static let identify = [
        #"{"data":{"begntime":"","card_sn":"","certno":"430100199001010000","#,
        #""mdtrt_cert_no":"430100199001010000","mdtrt_cert_type":"02","#,
        #""psn_cert_type":"01","psn_name":""}}"#,
    ].joined()

    /// 2201.
    static let register = [
        #"{"data":{"atddr_no":"D430100000001","#,
        #""begntime":"2026-01-01 07:59:59","caty":"A03","dept_code":"D01","#,
        #""dept_name":"内科","dr_name":"测试医师","insutype":"310","#,
        #""ipt_otp_no":"OP202601010001","#,
        #""mdtrt_cert_no":"430100199001010000","mdtrt_cert_type":"02","#,
        #""psn_no":"43010000000000000000000001"}}"#,
    ].joined()

    /// 2203A.
    static let describeVisit = [
        #"{"diseinfo":[{"diag_code":"J06.900","diag_dept":"内科","#,
        #""diag_name":"急性上呼吸道感染","diag_srt_no":"1","#,
        #""diag_time":"2026-01-01 07:59:59","diag_type":"1","#,
        #""dise_dor_name":"测试医师","dise_dor_no":"D430100000001","#,
        #""vali_flag":"1"}],"mdtrtinfo":{"begntime":"2026-01-01 07:59:59","#,
        #""dise_codg":"","dise_name":"","main_cond_dscr":"","#,
        #""mdtrt_id":"430100M0000000000001","med_type":"11","#,
        #""psn_no":"43010000000000000000000001"}}"#,
    ].joined()

    /// 2204.
    static let uploadLines = [
        #"{"feedetail":[{"bilg_dept_codg":"D01","bilg_dept_name":"内科","#,
        #""bilg_dr_codg":"D430100000001","bilg_dr_name":"测试医师","#,
        #""chrg_bchno":"B202601010001","cnt":3.0000,"#,
        #""det_item_fee_sumamt":60.00,"dise_codg":"","#,
        #""fee_ocur_time":"2026-01-01 07:59:59","feedetl_sn":"F0001","#,
        #""hosp_appr_flag":"0","mdtrt_id":"430100M0000000000001","#,
        #""med_list_codg":"SANDBOX-DRUG-A","medins_list_codg":"H-1001","#,
        #""pric":20.000000,"psn_no":"43010000000000000000000001","#,
        #""rx_circ_flag":"0"},{"bilg_dept_codg":"D01","bilg_dept_name":"内科","#,
        #""bilg_dr_codg":"D430100000001","bilg_dr_name":"测试医师","#,
        #""chrg_bchno":"B202601010001","cnt":2.0000,"#,
        #""det_item_fee_sumamt":50.00,"dise_codg":"","#,
        #""fee_ocur_time":"2026-01-01 07:59:59","feedetl_sn":"F0002","#,
        #""hosp_appr_flag":"0","mdtrt_id":"430100M0000000000001","#,
        #""med_list_codg":"SANDBOX-EXAM-B","medins_list_codg":"H-2001","#,
        #""pric":25.000000,"psn_no":"43010000000000000000000001","#,
        #""rx_circ_flag":"0"},{"bilg_dept_codg":"D01","bilg_dept_name":"内科","#,
        #""bilg_dr_codg":"D430100000001","bilg_dr_name":"测试医师","#,
        #""chrg_bchno":"B202601010001","cnt":1.0000,"#,
        #""det_item_fee_sumamt":18.50,"dise_codg":"","#,
        #""fee_ocur_time":"2026-01-01 07:59:59","feedetl_sn":"F0003","#,
        #""hosp_appr_flag":"0","mdtrt_id":"430100M0000000000001","#,
        #""med_list_codg":"SANDBOX-MATL-C","medins_list_codg":"H-3001","#,
        #""pric":18.500000,"psn_no":"43010000000000000000000001","#,
        #""rx_circ_flag":"0"}]}"#,
    ].joined()

    /// 2206A.
    static let preSettle = [
        #"{"data":{"acct_used_flag":"1","chrg_bchno":"B202601010001","#,
        #""insutype":"310","mdtrt_cert_no":"430100199001010000","#,
        #""mdtrt_cert_type":"02","mdtrt_id":"430100M0000000000001","#,
        #""med_type":"11","medfee_sumamt":128.50,"#,
        #""psn_no":"43010000000000000000000001","psn_setlway":"01"}}"#,
    ].joined()

    /// 2207A.
    static let settle = [
        #"{"data":{"acct_used_flag":"1","chrg_bchno":"B202601010001","#,
        #""fulamt_ownpay_amt":18.50,"inscp_scp_amt":105.00,"insutype":"310","#,
        #""invono":"","mdtrt_cert_no":"430100199001010000","#,
        #""mdtrt_cert_type":"02","mdtrt_id":"430100M0000000000001","#,
        #""med_type":"11","medfee_sumamt":128.50,"overlmt_selfpay":0.00,"#,
        #""preselfpay_amt":5.00,"psn_no":"43010000000000000000000001","#,
        #""psn_setlway":"01"}}"#,
    ].joined()

    /// 5204.
    static let queryLines = [
        #"{"data":{"mdtrt_id":"430100M0000000000001","#,
        #""psn_no":"43010000000000000000000001","setl_id":""}}"#,
    ].joined()

    /// 5203.
    static let querySettlement = [
        #"{"data":{"mdtrt_id":"430100M0000000000001","#,
        #""psn_no":"43010000000000000000000001","#,
        #""setl_id":"430100S0000000000001"}}"#,
    ].joined()

    /// 2601.
    static let reverse = [
        #"{"data":{"oinfno":"2207A","#,
        #""omsgid":"H43010000001202601010800000001","#,
        #""psn_no":"43010000000000000000000001"}}"#,
    ].joined()

    /// 2208.
    static let cancelSettlement = [
        #"{"data":{"mdtrt_id":"430100M0000000000001","#,
        #""psn_no":"43010000000000000000000001","#,
        #""setl_id":"430100S0000000000001"}}"#,
    ].joined()

    /// 2205 of one batch.
    static let cancelLines = [
        #"{"data":{"chrg_bchno":"B202601010001","#,
        #""mdtrt_id":"430100M0000000000001","#,
        #""psn_no":"43010000000000000000000001"}}"#,
    ].joined()

    /// 2202.
    static let cancelRegistration = [
        #"{"data":{"ipt_otp_no":"OP202601010001","#,
        #""mdtrt_id":"430100M0000000000001","#,
        #""psn_no":"43010000000000000000000001"}}"#,
    ].joined()

    /// 5201 for the visit's day.
    static let queryVisits = [
        #"{"data":{"begntime":"2026-01-01 00:00:00","#,
        #""endtime":"2026-01-01 23:59:59","mdtrt_id":"430100M0000000000001","#,
        #""med_type":"11","psn_no":"43010000000000000000000001"}}"#,
    ].joined()

    /// 1162.
    static let decode = [
        #"{"data":{"businessType":"01301","deviceType":"","#,
        #""ecQrCode":"4240000000000000000000000001","officeId":"SF","#,
        #""officeName":"收费处","operatorId":"C01","operatorName":"收费员甲","#,
        #""orgId":"H43010000001","termId":"","termIp":"192.0.2.10"}}"#,
    ].joined()
}
